import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Makes the cache of loaded and linked classes and of their profiles: runs the distribution as users do, has it answer requests over
 * plain HTTP and TLS and ask a CA, and ends it by SIGTERM; the virtual machine then writes what it has seen.
 *
 * <p>What is to start quickly has to be done here once. The client speaks HTTP/2 wherever the edge offers it.
 */
final class Training {
    private static final int ROUNDS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern SERVES = Pattern.compile("serves http \\S+:(\\d+), https \\S+:(\\d+), admin \\S+:(\\d+)");

    private final Path home;
    private final Path scratch;

    private Training(Path home, Path scratch) {
        this.home = home;
        this.scratch = scratch;
    }

    /** Writes {@code home/lib/sluice.aot}. Where that does not work, the log is left in {@code scratch} and named in the exception. */
    static void run(Path home, Path scratch, Path jdk) throws IOException, InterruptedException, GeneralSecurityException {
        new Training(home, scratch).run(jdk);
    }

    private void run(Path jdk) throws IOException, InterruptedException, GeneralSecurityException {
        Path cache = home.resolve("lib/sluice.aot");
        Path log = scratch.resolve("training.log");
        Files.deleteIfExists(cache);
        try (Partners partners = Partners.start(scratch, jdk)) {
            Path file = scratch.resolve("sluice.yaml");
            Files.writeString(file, configuration(partners));
            Process edge = start(cache, file, log);
            try {
                exercise(awaitPorts(edge, log), partners.trust());
                partners.awaitOrder(PATIENCE);
                edge.destroy(); // SIGTERM
                if (!edge.waitFor(2, TimeUnit.MINUTES)) {
                    throw new IOException("the edge did not end");
                }
            } finally {
                edge.destroyForcibly();
            }
        }
        if (!Files.exists(cache)) {
            throw new IOException("no cache was written");
        }
    }

    private String configuration(Partners partners) {
        String backend = "127.0.0.1:" + partners.backendPort();
        return """
                email: training@sluice.test
                listen: {http: "127.0.0.1:0", https: "127.0.0.1:0", admin: "127.0.0.1:0"}
                data: '%s'
                acme: {directory: "https://localhost:%d/directory", ca: '%s'}
                sites:
                  trained.test: %s
                  localhost:
                    tls: self-signed
                    redirect-http: off
                    routes:
                      /: %s
                      /both: [%s, "localhost:%d"]
                      /answer: {respond: {status: 200, body: good}}
                      /away: {redirect: "https://www.example.com/"}
                """.formatted(
                        quoted(scratch.resolve("data")),
                        partners.authorityPort(),
                        quoted(partners.root()),
                        backend,
                        backend,
                        backend,
                        partners.backendPort());
    }

    private static String quoted(Path path) {
        return path.toString().replace("'", "''");
    }

    private Process start(Path cache, Path file, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("runtime/bin/java").toString(),
                "@" + home.resolve("lib/jvm.options"),
                "-XX:AOTCacheOutput=" + cache,
                "-Djava.library.path=" + home.resolve("lib/native"),
                "-jar",
                home.resolve("lib/sluice.jar").toString(),
                "run",
                "--config",
                file.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().keySet().removeIf(name -> name.matches("(JDK_|_)?JAVA_(TOOL_)?OPTIONS|SLUICE_.*"));
        return builder.start();
    }

    private static int[] awaitPorts(Process edge, Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (edge.isAlive() && System.nanoTime() - end < 0) {
            Matcher ports = SERVES.matcher(Files.readString(log));
            if (ports.find()) {
                return new int[] {
                    Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2)), Integer.parseInt(ports.group(3))
                };
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IOException("the edge did not begin to serve");
    }

    private static void exercise(int[] ports, SSLContext trust) throws IOException, InterruptedException {
        List<String> places = List.of("http://localhost:" + ports[0], "https://localhost:" + ports[1]);
        for (HttpClient.Version version : HttpClient.Version.values()) {
            try (HttpClient client = HttpClient.newBuilder()
                    .version(version)
                    .sslContext(trust)
                    .connectTimeout(PATIENCE)
                    .build()) {
                for (int round = 0; round < ROUNDS; round++) {
                    for (String place : places) {
                        get(client, place + "/page?round=" + round);
                        get(client, place + "/both");
                        get(client, place + "/answer");
                        get(client, place + "/away");
                        post(client, place + "/upload", round * 5_000);
                    }
                }
                String admin = "http://127.0.0.1:" + ports[2];
                for (String page : List.of("/healthz", "/readyz", "/status", "/metrics")) {
                    get(client, admin + page);
                }
            }
        }
    }

    private static void get(HttpClient client, String url) throws IOException, InterruptedException {
        client.send(request(url).GET().build(), BodyHandlers.discarding());
    }

    private static void post(HttpClient client, String url, int size) throws IOException, InterruptedException {
        client.send(request(url).POST(BodyPublishers.ofByteArray(new byte[size])).build(), BodyHandlers.discarding());
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
    }
}
