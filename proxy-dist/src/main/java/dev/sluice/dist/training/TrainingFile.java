package dev.sluice.dist.training;

import java.nio.file.Path;
import java.util.List;

/**
 * The configuration of the edge that is trained.
 *
 * @param data its folder
 * @param ca the port of the CA on loopback
 * @param root the CA's own certificate
 * @param backend the port of the backend on loopback
 */
record TrainingFile(Path data, int ca, Path root, int backend) {
    /** The file with a site for each of the names. */
    String text(List<String> names) {
        String target = "127.0.0.1:" + backend;
        StringBuilder sites = new StringBuilder();
        names.forEach(name ->
                sites.append("  ").append(name).append(": ").append(target).append('\n'));
        return """
                email: training@sluice.test
                listen: {http: "127.0.0.1:0", https: "127.0.0.1:0", admin: "127.0.0.1:0"}
                data: '%s'
                acme: {directory: "https://localhost:%d/directory", ca: '%s'}
                sites:
                %s  localhost:
                    tls: self-signed
                    redirect-http: off
                    routes:
                      /: %s
                      /both: [%s, "localhost:%d"]
                      /answer: {respond: {status: 200, body: good}}
                      /away: {redirect: "https://www.example.com/"}
                """.formatted(quoted(data), ca, quoted(root), sites, target, target, backend);
    }

    private static String quoted(Path path) {
        return path.toString().replace("'", "''");
    }
}
