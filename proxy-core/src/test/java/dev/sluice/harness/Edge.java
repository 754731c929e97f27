package dev.sluice.harness;

import dev.sluice.config.Config;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Environment;
import dev.sluice.config.Loaded;
import dev.sluice.config.Problem;
import dev.sluice.launch.Sluice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole proxy inside the test's process, started from the text of a configuration file. Unless the text says otherwise it listens on
 * ports of loopback that the system chooses, without an admin address, and keeps its data in a folder that goes away with it.
 */
public final class Edge implements AutoCloseable {
    private final Path folder;
    private final Sluice sluice;

    private Edge(Path folder, String yaml) throws Exception {
        this.folder = folder;
        this.sluice = Sluice.start(config(yaml));
    }

    /** Starts it with this text. */
    public static Edge start(String yaml) throws Exception {
        return new Edge(Files.createTempDirectory("edge"), yaml);
    }

    /** Starts it with the one plain-text site {@code app.test} before the backend; {@code keys} are further keys of the site. */
    public static Edge before(RawBackend backend, String... keys) throws Exception {
        return start(site(backend.target(), keys));
    }

    /** The configuration of {@link #before}: the plain-text site {@code app.test} with this target and these keys. */
    public static String site(String target, String... keys) {
        StringBuilder yaml = new StringBuilder("sites:\n  app.test:\n    tls: off\n    to: " + target + "\n");
        for (String key : keys) {
            yaml.append("    ").append(key).append('\n');
        }
        return yaml.toString();
    }

    /** Where it listens for plain text. */
    public InetSocketAddress plain() {
        return sluice.httpAddresses().getFirst();
    }

    /** Where it listens for TLS. */
    public InetSocketAddress tls() {
        return sluice.httpsAddresses().getFirst();
    }

    /** What the admin address says on {@code /metrics}, where the text asks for one. */
    public String metrics() throws IOException {
        try (RawClient admin = RawClient.plain(sluice.adminAddresses().getFirst())) {
            return admin.exchange("GET /metrics HTTP/1.1", "Host: localhost").body();
        }
    }

    /** What the admin address says on {@code /status} as JSON, where the text asks for one. */
    public String status() throws IOException {
        try (RawClient admin = RawClient.plain(sluice.adminAddresses().getFirst())) {
            return admin.exchange("GET /status HTTP/1.1", "Host: localhost", "Accept: application/json")
                    .body();
        }
    }

    /** PEM file of the local authority's root certificate. */
    public Path root() {
        return sluice.localRoot();
    }

    /** A new client in plain text. */
    public RawClient client() throws IOException {
        return RawClient.plain(plain());
    }

    /** A new client with TLS that trusts the local authority. */
    public RawClient tlsClient(String serverName) throws IOException {
        return RawClient.tls(tls(), root(), serverName);
    }

    /** Applies a new text, as the watch on the file does. */
    public void reload(String yaml) throws Exception {
        sluice.apply(config(yaml));
    }

    /** Starts draining and waits until it is done. */
    public void drain() throws Exception {
        sluice.drain();
    }

    @Override
    public void close() throws IOException {
        sluice.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Config config(String yaml) throws IOException {
        Path file = folder.resolve("sluice.yaml");
        Files.writeString(file, complete(yaml));
        return switch (ConfigLoader.load(file, Environment.system())) {
            case Loaded.Good good -> good.config();
            case Loaded.Bad bad ->
                throw new IllegalArgumentException(
                        bad.problems().stream().map(Problem::render).collect(Collectors.joining("\n")));
        };
    }

    private String complete(String yaml) {
        String listen =
                yaml.contains("listen:") ? "" : "listen: {http: \"127.0.0.1:0\", https: \"127.0.0.1:0\", admin: off}\n";
        String data = yaml.contains("data:") ? "" : "data: " + folder.resolve("data") + "\n";
        String acme = yaml.contains("acme:") ? "" : "acme: off\n";
        return listen + data + acme + yaml;
    }
}
