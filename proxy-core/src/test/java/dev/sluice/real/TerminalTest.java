package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.RealParts;
import dev.sluice.harness.SluiceProcess;
import java.io.IOException;
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

/** A shell in a page in a real browser, over a WebSocket through Sluice, while the configuration is reloaded again and again. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TerminalTest {

    @Test
    void whatIsTypedIsAnsweredBeforeAndAfterTwentyReloadsOnTheSameConnection() throws Exception {
        String node = RealParts.require("node").toString();
        String chromium = RealParts.require("chromium").toString();
        RealParts.require("script");
        Path folder = installed();
        int port = ChildProcess.freePort();
        Path signal = folder.resolve("go");
        Files.deleteIfExists(signal);
        try (ChildProcess server = ChildProcess.start(
                        folder.resolve("server.log"),
                        Map.of(),
                        List.of(node, folder.resolve("server.js").toString(), Integer.toString(port)));
                SluiceProcess sluice = SluiceProcess.start(folder, sites(port, 0))) {
            server.awaitPort(port);
            String url = "https://localhost:" + sluice.httpsPort() + "/";
            try (ChildProcess driver = ChildProcess.start(
                    folder.resolve("driver.log"),
                    Map.of(),
                    List.of(node, folder.resolve("driver.js").toString(), url, chromium, signal.toString()))) {
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> said(driver, "typed"));
                for (int i = 1; i <= 20; i++) {
                    sluice.reload(sites(port, i));
                    String version = Integer.toString(i);
                    Awaitility.await()
                            .untilAsserted(() -> assertThat(sluice.served("localhost", "/version"))
                                    .isEqualTo(version));
                }
                Files.createFile(signal);
                assertThat(driver.await(Duration.ofMinutes(1)))
                        .as(driver.output())
                        .isZero();
                assertThat(driver.output()).contains("typed again");
            }
        }
    }

    private static boolean said(ChildProcess driver, String word) throws IOException {
        if (!driver.alive()) {
            throw new AssertionError("the driver ended:\n" + driver.output());
        }
        return driver.output().contains(word);
    }

    private static String sites(int port, int version) {
        return "sites: {localhost: {to: \"127.0.0.1:%d\", routes: {/version: {respond: {status: 200, body: \"%d\"}}}}}\n"
                .formatted(port, version);
    }

    /** The page's parts from npm, installed once and kept until the build folder goes. */
    static Path installed() throws IOException {
        Path folder = Files.createDirectories(Path.of("target/real/terminal").toAbsolutePath());
        for (String name : List.of("package.json", "server.js", "page.html", "driver.js")) {
            try (InputStream in = Objects.requireNonNull(TerminalTest.class.getResourceAsStream("/terminal/" + name))) {
                Files.copy(in, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        for (String log : List.of("server.log", "driver.log", "sluice.log")) {
            Files.deleteIfExists(folder.resolve(log));
        }
        if (!Files.isDirectory(folder.resolve("node_modules/ws"))) {
            String npm = RealParts.require("npm").toString();
            ChildProcess.run(
                    folder,
                    Duration.ofMinutes(3),
                    List.of(
                            npm,
                            "install",
                            "--prefix",
                            folder.toString(),
                            "--no-audit",
                            "--no-fund",
                            "--ignore-scripts"));
        }
        return folder;
    }
}
