package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.RealParts;
import dev.sluice.harness.SluiceProcess;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A page in a real browser opens a WebSocket on the HTTP/2 connection it came by (RFC 8441); the backend speaks HTTP/1.1. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2SocketTest {

    @Test
    void textAndBytesAreEchoedAndEitherEndClosesWithItsCode() throws Exception {
        String node = RealParts.require("node").toString();
        String chromium = RealParts.require("chromium").toString();
        Path parts = TerminalTest.installed();
        Path script = parts.resolve("sockets.js");
        try (InputStream in = Objects.requireNonNull(Http2SocketTest.class.getResourceAsStream("/sockets.js"))) {
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        Path folder = Scratch.folder("http2-sockets");
        int port = ChildProcess.freePort();
        try (ChildProcess server = ChildProcess.start(
                        folder.resolve("server.log"),
                        Map.of(),
                        List.of(node, script.toString(), "serve", Integer.toString(port)));
                SluiceProcess sluice =
                        SluiceProcess.start(folder, "sites: {localhost: {to: \"127.0.0.1:" + port + "\"}}\n")) {
            server.awaitPort(port);
            String url = "https://localhost:" + sluice.httpsPort() + "/";
            String said =
                    ChildProcess.run(folder, Duration.ofMinutes(1), List.of(node, script.toString(), url, chromium));
            assertThat(said).contains("page h2", "text ok", "bytes ok", "closed by page 4001", "closed by server 4002");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(sluice.process().output()).contains("\"GET /ws HTTP/2.0\" 101"));
        }
    }
}
