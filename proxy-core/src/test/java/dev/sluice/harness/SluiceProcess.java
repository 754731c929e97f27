package dev.sluice.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * Sluice as users run it: a process of its own with a file, from the built distribution where it is there, else from the test's class
 * path. Its file may be replaced and signals may be sent.
 */
public final class SluiceProcess implements AutoCloseable {
    private static final Path DISTRIBUTION = Path.of("target/sluice/bin/sluice").toAbsolutePath();
    private final ChildProcess process;
    private final Path folder;
    private final int http;
    private final int https;
    private final int admin;

    private SluiceProcess(ChildProcess process, Path folder, int http, int https, int admin) {
        this.process = process;
        this.folder = folder;
        this.http = http;
        this.https = https;
        this.admin = admin;
    }

    /**
     * Starts the built distribution with options for its virtual machine.
     *
     * @param options such as {@code -XX:MaxRAM=128m}
     */
    public static SluiceProcess startWith(Path folder, String options, String sites) throws IOException {
        RealParts.require(Files.isExecutable(DISTRIBUTION), "there is no distribution (mvn package -DskipTests)");
        return start(folder, ChildProcess.freePort(), ChildProcess.freePort(), options, sites);
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param folder for its file, data and log
     * @param sites the text from {@code sites:} on; listeners and data folder are put before it
     */
    public static SluiceProcess start(Path folder, String sites) throws IOException {
        return start(folder, ChildProcess.freePort(), ChildProcess.freePort(), sites);
    }

    /** The same on ports that others know already. */
    public static SluiceProcess start(Path folder, int http, int https, String sites) throws IOException {
        return start(folder, http, https, "", sites);
    }

    private static SluiceProcess start(Path folder, int http, int https, String options, String sites)
            throws IOException {
        int admin = ChildProcess.freePort();
        Path file = folder.resolve("sluice.yaml");
        Files.writeString(file, head(folder, http, https, admin, sites) + sites);
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of("run", "--config", file.toString()));
        ChildProcess process = ChildProcess.start(
                folder.resolve("sluice.log"), Map.of("HOME", folder.toString(), "SLUICE_JAVA_OPTS", options), command);
        process.awaitPort(http);
        process.awaitPort(https);
        return new SluiceProcess(process, folder, http, https, admin);
    }

    /** The plain-text listener. */
    public InetSocketAddress plain() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), http);
    }

    /** The TLS listener. */
    public InetSocketAddress tls() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), https);
    }

    /** What the metrics say. */
    public String metrics() throws IOException {
        try (RawClient client = RawClient.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), admin))) {
            return client.exchange("GET /metrics HTTP/1.1", "Host: localhost", "Connection: close")
                    .body();
        }
    }

    /** The port of the TLS listener. */
    public int httpsPort() {
        return https;
    }

    /** The process. */
    public ChildProcess process() {
        return process;
    }

    /** PEM file of the local authority's root certificate, once it is there. */
    public Path root() {
        Path data = folder.resolve("data");
        return Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> rootIn(data), path -> !path.equals(data));
    }

    /** Replaces the configuration file as an editor does, by a rename. */
    public void replaceFile(String sites) throws IOException {
        Path next = folder.resolve("sluice.yaml.next");
        Files.writeString(next, head(folder, http, https, admin, sites) + sites);
        Files.move(
                next,
                folder.resolve("sluice.yaml"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Replaces the file and sends SIGHUP. */
    public void reload(String sites) throws IOException {
        replaceFile(sites);
        process.signal("HUP");
    }

    /** The body of what a new client gets over TLS. */
    public String served(String host, String target) throws IOException {
        try (RawClient client = RawClient.tls(tls(), root(), host)) {
            return client.exchange("GET " + target + " HTTP/1.1", "Host: " + host)
                    .body();
        }
    }

    @Override
    public void close() throws IOException {
        process.close();
    }

    private static String head(Path folder, int http, int https, int admin, String sites) {
        return "listen: {http: \"127.0.0.1:%d\", https: \"127.0.0.1:%d\", admin: \"127.0.0.1:%d\"}\ndata: %s\n%s"
                .formatted(http, https, admin, folder.resolve("data"), sites.contains("acme:") ? "" : "acme: off\n");
    }

    /** The start of its command line: what follows are its arguments. */
    public static List<String> command() {
        if (Files.isExecutable(DISTRIBUTION)) {
            return List.of(DISTRIBUTION.toString());
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.sluice.launch.Main");
    }

    private static Path rootIn(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            return data;
        }
        try (var files = Files.walk(data)) {
            return files.filter(file -> file.getFileName().toString().matches("root.*\\.(pem|crt)"))
                    .findFirst()
                    .orElse(data);
        }
    }
}
