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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Makes the cache of loaded and linked classes and of their profiles: runs the distribution as users do, has it answer requests over
 * plain HTTP and TLS and order certificates, and ends it by SIGTERM; the virtual machine then writes what it has seen.
 *
 * <p>What is to start quickly has to be done here once. The client speaks HTTP/2 wherever the edge offers it.
 */
final class Training {
    private static final int ROUNDS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern SERVES = Pattern.compile("serves http \\S+:(\\d+), https \\S+:(\\d+), admin \\S+:(\\d+)");

    private final Path home;
    private final Path scratch;
    private int[] ports = {};

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
        Files.deleteIfExists(cache);
        try (Partners partners = Partners.start(scratch, jdk)) {
            // most starts find a CA of the machine and certificates in their folder: so shall this one
            run(partners, List.of(), List.of("http.before.test"), () -> partners.authority().awaitCertificates(1, PATIENCE));
            run(
                    partners,
                    List.of("-XX:AOTCacheOutput=" + cache),
                    List.of("http.before.test", "http.trained.test", "tls.trained.test"),
                    () -> {
                        partners.authority().awaitCertificates(3, PATIENCE);
                        exercise(ports, Partners.trust());
                    });
        }
        if (!Files.exists(cache)) {
            throw new IOException("no cache was written");
        }
    }

    @FunctionalInterface
    private interface Work {
        void done() throws IOException, InterruptedException, GeneralSecurityException;
    }

    /** Runs the edge until the work is done. */
    private void run(Partners partners, List<String> options, List<String> names, Work work)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path log = scratch.resolve("training.log");
        Path file = scratch.resolve("sluice.yaml");
        Files.writeString(file, configuration(partners, names));
        Process edge = start(options, file, log);
        try {
            ports = awaitPorts(edge, log);
            partners.authority().edgeAt(ports[0], ports[1]);
            work.done();
            partners.authority().edgeAt(0, 0);
            edge.destroy(); // SIGTERM
            if (!edge.waitFor(2, TimeUnit.MINUTES)) {
                throw new IOException("the edge did not end");
            }
        } finally {
            edge.destroyForcibly();
        }
    }

    private String configuration(Partners partners, List<String> names) {
        String backend = "127.0.0.1:" + partners.backendPort();
        StringBuilder sites = new StringBuilder();
        names.forEach(name -> sites.append("  ").append(name).append(": ").append(backend).append('\n'));
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
                """.formatted(
                        quoted(scratch.resolve("data")),
                        partners.authority().port(),
                        quoted(partners.authority().root()),
                        sites,
                        backend,
                        backend,
                        partners.backendPort());
    }

    private static String quoted(Path path) {
        return path.toString().replace("'", "''");
    }

    private Process start(List<String> options, Path file, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("runtime/bin/java").toString());
        command.add("@" + home.resolve("lib/jvm.options"));
        command.addAll(options);
        command.addAll(List.of(
                "-Djava.library.path=" + home.resolve("lib/native"),
                "-jar",
                home.resolve("lib/sluice.jar").toString(),
                "run"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(JDK_|_)?JAVA_(TOOL_)?OPTIONS|SLUICE_.*"));
        builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "SLUICE_CONFIG", file.toString()));
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
