package dev.sluice.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Environment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {
    private static final String SITES = "sites:\n  www.example.com: frontend:80\n  api.example.com: api:8080\n";

    @TempDir
    private Path folder;

    private record Ended(int code, String out, String err) {}

    private static Ended sluice(String... arguments) {
        return sluice(Map.of(), arguments);
    }

    private static Ended sluice(Map<String, String> variables, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                arguments,
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Environment.of(variables)));
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String file(String content) throws IOException {
        Path file = folder.resolve("sluice.yaml");
        Files.writeString(file, "data: '" + folder.resolve("data") + "'\n" + content);
        return file.toString();
    }

    @Test
    void aGoodFileIsCounted() throws IOException {
        String file = file(SITES);

        assertThat(sluice("check", "--config", file))
                .isEqualTo(new Ended(0, file + " is good: 2 sites, 2 routes\n", ""));
    }

    @Test
    void theVariableNamesTheFileUnlessTheOptionDoes() throws IOException {
        String file = file(SITES);

        assertThat(sluice(Map.of("SLUICE_CONFIG", file), "check").code()).isZero();
        assertThat(sluice(Map.of("SLUICE_CONFIG", file), "check", "-c", "/nowhere/x.yaml")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void everyProblemOfABadFileIsPlaced() throws IOException {
        String file = file("sites:\n  www.example.com: {to: a:80, balanse: random}\nnonsense: 1\n");

        for (String command : new String[] {"check", "run"}) {
            Ended ended = sluice(command, "--config", file);
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).contains(file + ":3:", "'balanse'", file + ":4:1: unknown key 'nonsense'");
        }
    }

    @Test
    void aTargetThatIsTheEdgeItselfIsRefused() throws IOException {
        String file = file(
                "listen: {http: \"127.0.0.1:8123\", https: off, admin: off}\nsites:\n  www.example.com: localhost:8123\n");

        for (String command : new String[] {"check", "run"}) {
            Ended ended = sluice(command, "--config", file);
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .startsWith(file + ":4:20: this target is Sluice itself, which listens on port 8123: ");
        }
    }

    @Test
    void aTargetThatMayBeTheEdgeItselfIsWarnedOf() throws IOException {
        Ended ended = sluice("check", "--config", file("sites:\n  www.example.com: www.example.com:443\n"));

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).endsWith("1 site, 1 route, 1 warning\n");
        assertThat(ended.err()).contains(":3:20: this target is a name of a site here");
    }

    @Test
    void aMissingFileIsExplainedWithAnExample() {
        Ended ended = sluice("run", "--config", folder.resolve("none.yaml").toString());

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains(folder.resolve("none.yaml") + " (named by --config)", "sites:", "sluice demo");
    }

    @Test
    void theExampleForAMissingFileIsItselfGood() throws IOException {
        String err = sluice("run", "--config", folder.resolve("none.yaml").toString())
                .err();
        String example = err.lines()
                .filter(line -> line.startsWith("    "))
                .map(line -> line.substring(4))
                .reduce("", (all, line) -> all + line + "\n");

        assertThat(sluice("check", "--config", file(example)).code()).isZero();
    }

    @Test
    void aTakenPortIsExit3AndItsHolderIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String file = file("listen: {http: '127.0.0.1:" + taken.getLocalPort() + "', https: off, admin: off}\n"
                    + "sites: {localhost: {to: a:80, tls: off}}\n");

            Ended ended = sluice("run", "--config", file);

            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.err()).contains("Port " + taken.getLocalPort() + " is taken by this Sluice itself");
        }
    }

    @Test
    void askingAnEdgeThatDoesNotRunFails() throws IOException {
        int free;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = closed.getLocalPort();
        }
        String file = file("listen: {admin: '127.0.0.1:" + free + "'}\n" + SITES);

        for (String command : new String[] {"reload", "status", "health", "certs"}) {
            Ended ended = sluice(command, "--config", file);
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).contains("no Sluice answers at 127.0.0.1:" + free);
        }
    }

    @Test
    void whatIsNoCommandIsExit2() {
        assertThat(sluice().code()).isEqualTo(2);
        assertThat(sluice("frobnicate").code()).isEqualTo(2);
        assertThat(sluice("run", "--frobnicate").code()).isEqualTo(2);
        assertThat(sluice("--help").code()).isZero();
    }

    @Test
    void versionTellsWhatItIsMadeOf() {
        Ended ended = sluice("version");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("Sluice ", "Java " + Runtime.version(), "transport ", "TLS by ");
    }

    @Test
    void versionNamesTheVendorAndTheDateOfTheJavaThatIsShipped() {
        Ended ended = sluice("version");

        assertThat(ended.out())
                .containsPattern("Java "
                        + java.util.regex.Pattern.quote(Runtime.version().toString())
                        + " \\(\\S.*, 20\\d\\d-\\d\\d-\\d\\d\\), ");
    }

    @Test
    void explainIsExit0WhereARouteTakesTheRequestElse1() throws IOException {
        String file = file(SITES);

        assertThat(sluice("explain", "-c", file, "https://www.example.com/x").code())
                .isZero();
        assertThat(sluice("explain", "-c", file, "https://other.example.com/").code())
                .isEqualTo(1);
        assertThat(sluice("explain", "-c", file, "https://").code()).isEqualTo(1);
        assertThat(sluice("explain", "-c", file, "-H", "no header", "https://www.example.com/")
                        .code())
                .isEqualTo(1);
    }
}
