package dev.sluice.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.config.Environment;
import dev.sluice.config.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No command lets words of others act on the terminal that it prints on, wherever they come from. */
final class HostileTextTest {
    private static final String HOSTILE = "\u001b]0;owned\u0007\u001b[2J\u202eevil\u009b31m\u2066\u200f";
    private static final String SHOWN = "\\x1b]0;owned\\x07\\x1b[2J\\u202eevil\\x9b31m\\u2066\\u200f";

    @TempDir
    private Path folder;

    @Test
    void whateverAnswersAtTheAdminAddress() throws Exception {
        String json = """
                {"certificates":[{"names":["a%1$s"],"origin":"local%1$s","not_after":"2026-11-22T12:00:00Z"}],
                "orders":[{"names":["a"],"not_after":null,"next_attempt":null,"problem":"the CA says %1$s\\nno certificates"}]}
                """.formatted(HOSTILE.replace("\u001b", "\\u001b")
                .replace("\u0007", "\\u0007")
                .replace("\u009b", "\\u009b"));
        try (Answering running = new Answering(200, json)) {
            assertThat(running.asked("certs"))
                    .contains("a" + SHOWN + "  from local" + SHOWN + ", EXPIRED")
                    .contains("a: the CA says " + SHOWN + "\\x0ano certificates; next try now");
        }
        for (String command : List.of("status", "reload", "health")) {
            try (Answering running = new Answering(200, "line one " + HOSTILE + "\nline two\n")) {
                assertThat(running.asked(command)).isEqualTo("line one " + SHOWN + "\nline two\n");
            }
            try (Answering running = new Answering(422, "line one " + HOSTILE + "\nline two\n")) {
                assertThat(running.asked(command)).isEqualTo("line one " + SHOWN + "\nline two\n");
            }
        }
        try (Answering running = new Answering(200, "{\"certificates\":[\"" + HOSTILE + "\"]}")) {
            assertThat(running.asked("certs", "--json")).isEqualTo("[\"" + SHOWN + "\"]\n");
            assertThat(running.asked("status", "--json")).contains(SHOWN);
        }
    }

    @Test
    void namesOfFilesAndWhatIsInThem() throws Exception {
        Path file = file("tls: {certificates: [{cert: \"/nowhere/\\e[31m\\nx\", key: \"/nowhere/\\u202e\"}]}\n"
                + "sites: {www.example.com: {to: 'a:80'}}\n");
        assertThat(sluice("check", "-c", file.toString()))
                .contains("has a line break or another control character")
                .contains("does not exist");
        Path bad = file("sites: {www.example.com: {to: \"\\e[31m\"}}\n\"\\e]0;x\\a\": 1\n");
        assertThat(sluice("check", "-c", bad.toString()))
                .contains("www.example.com")
                .contains("unknown key");
    }

    @Test
    void whatSomebodyPastesIntoTheCommand() throws Exception {
        Path file = file("sites: {www.example.com: {to: 'a:80'}}\n");
        assertThat(sluice("explain", "-c", file.toString(), "https://www.example.com/" + HOSTILE))
                .contains("\\u202e");
        assertThat(sluice("frobnicate" + HOSTILE)).contains("'frobnicate" + SHOWN + "'");
        assertThat(sluice("check", "-c", "/nowhere/" + HOSTILE)).contains("/nowhere/" + SHOWN);
    }

    private Path file(String content) throws IOException {
        Path file = folder.resolve("sluice.yaml");
        return Files.writeString(file, "data: '" + folder.resolve("data") + "'\n" + content);
    }

    /** Both outputs of a command, which hold nothing that acts on a terminal. */
    private static String sluice(String... arguments) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(printed, true, UTF_8);
        Main.run(arguments, new Terminal(both, both, Environment.of(Map.of())));
        String text = printed.toString(UTF_8);
        assertThat(text.codePoints().filter(each -> each != '\n').allMatch(Printable::isPrintable))
                .as(text)
                .isTrue();
        return text;
    }

    /** Something that answers every request alike. */
    private record Answering(HttpServer server) implements AutoCloseable {
        Answering(int status, String text) throws IOException {
            this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5));
            byte[] body = text.getBytes(UTF_8);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        String asked(String... command) {
            List<String> all = new ArrayList<>(List.of(command));
            all.addAll(List.of("--admin", "127.0.0.1:" + server.getAddress().getPort()));
            return sluice(all.toArray(String[]::new));
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
