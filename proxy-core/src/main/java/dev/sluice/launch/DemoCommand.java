package dev.sluice.launch;

import dev.sluice.config.Config;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Loaded;
import dev.sluice.config.Problem;
import dev.sluice.listen.CannotBind;
import dev.sluice.observe.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice demo}: the edge with backends of its own, to try. */
@Command(
        name = "demo",
        description = "Runs the edge with built-in backends, and shows what to try.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--http", paramLabel = "PORT", description = "Port for plain HTTP.")
    private int http = 8080;

    @Option(names = "--https", paramLabel = "PORT", description = "Port for HTTPS.")
    private int https = 8443;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("sluice-demo-");
        try (DemoBackends backends = new DemoBackends()) {
            Path file = folder.resolve("sluice.yaml");
            Files.writeString(file, configuration(folder, backends));
            return switch (ConfigLoader.load(file, terminal.environment())) {
                case Loaded.Good good -> serve(good);
                case Loaded.Bad bad -> {
                    bad.problems().stream().map(Problem::render).forEach(terminal.err()::println);
                    yield Exit.BAD_CONFIGURATION;
                }
            };
        } finally {
            TemporaryFolder.delete(folder);
        }
    }

    private int serve(Loaded.Good good) {
        Config config = good.config();
        try (FileWatch watch = new FileWatch(config.file())) {
            RunningEdge edge = RunningEdge.start(good, watch, terminal.environment());
            terminal.out().println(welcome(edge.sluice(), config.file()));
            edge.serve();
            return Exit.GOOD;
        } catch (CannotBind e) {
            Logging.flush();
            terminal.err().println(BindAdvice.of(e, config.listen()));
            terminal.err().println("For the demonstration: sluice demo --http PORT --https PORT");
            return Exit.CANNOT_BIND;
        } catch (Refused e) {
            Logging.flush();
            terminal.err().println(e.getMessage());
            return Exit.BAD_CONFIGURATION;
        }
    }

    private String configuration(Path folder, DemoBackends backends) {
        return """
                # The demonstration's configuration. Change it while Sluice runs: it is read again when you save it.
                listen: {http: %d, https: %d, admin: "127.0.0.1:0"}
                data: %s
                sites:
                  localhost:
                    tls: self-signed
                    routes:
                      /: 127.0.0.1:%d
                      /echo: 127.0.0.1:%d
                      /ws: 127.0.0.1:%d
                      /upload: 127.0.0.1:%d
                """.formatted(
                        http,
                        https,
                        quoted(folder.resolve("data")),
                        backends.page(),
                        backends.echo(),
                        backends.webSocket(),
                        backends.upload());
    }

    /** A name as YAML writes any text: doubled quotes inside of single ones. A dollar sign would begin a variable. */
    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }

    private static String welcome(Sluice sluice, Path file) {
        String plain = "http://localhost:" + sluice.httpAddresses().getFirst().getPort();
        String secure =
                "https://localhost:" + sluice.httpsAddresses().getFirst().getPort();
        String curl = "curl --cacert '" + sluice.localRoot() + "' ";
        return """
                Sluice is running. Try, in another terminal:

                  %1$s%2$s/
                  %1$s%2$s/echo/some/path -d hello
                  head -c 100000000 /dev/zero | %1$s-T - %2$s/upload
                  %1$s--http1.1 -N -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: c2x1aWNlIGRlbW8ga2V5IQ==' %2$s/ws
                  %1$s-L -v %3$s/echo

                or open %2$s/ in a browser (it warns, as it does not know this certificate's root).
                The configuration is %4$s: change it and save. Ctrl-C stops.
                """.formatted(curl, secure, plain, file);
    }
}
