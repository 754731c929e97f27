package dev.sluice.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** BIND as the primary server of {@code example.com}, which may be changed with the key {@code sluice}. Every name leads to 127.0.0.1. */
public final class BindProcess implements AutoCloseable {
    /** The key's secret, in base64. */
    public static final String SECRET = "c2x1aWNlLXNsdWljZS1zbHVpY2Utc2x1aWNlLTEyMzQ=";

    private final ChildProcess process;
    private final int port;

    private BindProcess(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it. */
    public static BindProcess start(Path folder) throws IOException {
        Files.createDirectories(folder);
        int port = ChildProcess.freePort();
        Files.writeString(folder.resolve("example.com.zone"), """
                $TTL 60
                @ SOA ns.example.com. root.example.com. 1 60 60 60 0
                @ NS ns.example.com.
                @ A 127.0.0.1
                * A 127.0.0.1
                ns A 127.0.0.1
                """);
        Files.writeString(folder.resolve("named.conf"), """
                key "sluice" { algorithm hmac-sha256; secret "%1$s"; };
                options {
                  directory "%2$s"; pid-file "%2$s/named.pid"; session-keyfile "%2$s/session.key";
                  listen-on port %3$d { 127.0.0.1; }; listen-on-v6 { none; };
                  recursion no; dnssec-validation no;
                };
                controls { };
                zone "example.com" {
                  type primary; file "%2$s/example.com.zone";
                  update-policy { grant sluice subdomain example.com. TXT; };
                };
                """.formatted(SECRET, folder, port));
        ChildProcess process = ChildProcess.start(
                folder.resolve("named.log"),
                Map.of(),
                List.of(
                        RealParts.require("named").toString(),
                        "-g",
                        "-c",
                        folder.resolve("named.conf").toString(),
                        "-n",
                        "1"));
        process.awaitPort(port);
        return new BindProcess(process, port);
    }

    /** {@code 127.0.0.1:port}. */
    public String server() {
        return "127.0.0.1:" + port;
    }

    /** What it has logged. */
    public String log() throws IOException {
        return process.output();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
