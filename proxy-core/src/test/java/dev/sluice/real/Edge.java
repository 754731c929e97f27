package dev.sluice.real;

import dev.sluice.harness.DockerEngine;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * Sluice in a container of the shared engine.
 *
 * @param name the container's
 * @param folder holds its file
 * @param port where its plain listener is published, which is reached as from the internet
 */
record Edge(DockerEngine engine, String name, Path folder, int port) {

    /**
     * Starts it and waits until it serves.
     *
     * @param folder for its file
     * @param file the configuration
     * @param options of {@code docker run}
     */
    static Edge start(String name, Path folder, int port, String file, String... options) throws IOException {
        Edge edge = begin(name, folder, port, file, options);
        edge.awaitServing();
        return edge;
    }

    /** The same without waiting. */
    static Edge begin(String name, Path folder, int port, String file, String... options) throws IOException {
        DockerEngine engine = DockerStage.engine();
        Path etc = Files.createDirectories(folder.resolve(name));
        Files.writeString(etc.resolve("sluice.yaml"), file);
        List<String> command = new ArrayList<>(List.of(
                "run",
                "-d",
                "--name",
                name,
                "-v",
                etc + ":/etc/sluice:ro",
                "-p",
                port + ":80",
                "-p",
                tls(port) + ":443"));
        command.addAll(List.of(options));
        command.add(DockerStage.sluice());
        engine.docker(command.toArray(String[]::new));
        return new Edge(engine, name, etc, port);
    }

    private static int tls(int port) {
        return port + 363; // 80 and 443 themselves, and pairs like them
    }

    void awaitServing() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> log().contains(" serves http"));
    }

    /** Both logs of the container so far. */
    String log() throws IOException {
        return engine.docker("logs", name);
    }

    /** What {@code sluice} says to these arguments inside the container. */
    String sluice(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("exec", name, "sluice"));
        command.addAll(List.of(arguments));
        return engine.docker(command.toArray(String[]::new));
    }

    /** Asks once for a page of a site, on a connection of its own. */
    Message get(String host) throws IOException {
        try (RawClient client = RawClient.plain(engine.published(port))) {
            return client.exchange("GET / HTTP/1.1", "Host: " + host);
        }
    }

    /** A client over TLS, which trusts the local authority. */
    RawClient tlsClient(String host) throws IOException {
        return RawClient.tls(engine.published(tls(port)), root(), host);
    }

    /** The port of the TLS listener. */
    int tlsPort() {
        return tls(port);
    }

    /** The local authority's root certificate, copied out of the container. */
    Path root() throws IOException {
        Path root = folder.resolve("root.pem");
        if (!Files.exists(root)) {
            engine.docker("cp", name + ":/data/ca/root.pem", root.toString());
        }
        return root;
    }
}
