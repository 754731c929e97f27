package dev.sluice.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's Docker registry on loopback, without authentication, in an empty folder. */
public final class RegistryProcess implements AutoCloseable {
    private final ChildProcess process;
    private final int port;

    private RegistryProcess(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it; {@code folder} holds configuration, images and log. */
    public static RegistryProcess start(Path folder) throws IOException {
        int port = ChildProcess.freePort();
        Path config = folder.resolve("registry.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: warn}
                storage:
                  filesystem: {rootdirectory: %s}
                  delete: {enabled: true}
                http:
                  addr: 127.0.0.1:%d
                """.formatted(folder.resolve("images"), port));
        ChildProcess process = ChildProcess.start(
                folder.resolve("registry.log"),
                Map.of(),
                List.of(RealParts.require("docker-registry").toString(), "serve", config.toString()));
        process.awaitPort(port);
        return new RegistryProcess(process, port);
    }

    /** {@code 127.0.0.1:port}. */
    public String target() {
        return "127.0.0.1:" + port;
    }

    /** The port. */
    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
