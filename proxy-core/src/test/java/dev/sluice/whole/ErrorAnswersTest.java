package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The proxy's own answers name cause and request id in the form that the client asks for, and nothing of the inside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorAnswersTest {
    private Edge edge;
    private int port;

    @BeforeAll
    void start() throws Exception {
        port = ChildProcess.freePort();
        edge = Edge.start(Edge.site("127.0.0.1:" + port, "hold: off", "retry: 0"));
    }

    @AfterAll
    void stop() throws Exception {
        edge.close();
    }

    @Test
    void textIsTheDefault() throws Exception {
        Message answer = ask("GET / HTTP/1.1", "Host: app.test");
        assertThat(answer.field("Content-Type")).startsWith("text/plain");
        assertThat(answer.body()).contains(id(answer)).doesNotContain("<");
    }

    @Test
    void htmlForBrowsers() throws Exception {
        Message answer = ask(
                "GET / HTTP/1.1",
                "Host: app.test",
                "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        assertThat(answer.field("Content-Type")).startsWith("text/html");
        assertThat(answer.body()).containsIgnoringCase("<html").contains(id(answer));
    }

    @Test
    void jsonForPrograms() throws Exception {
        Message answer = ask("GET / HTTP/1.1", "Host: app.test", "Accept: application/json");
        assertThat(answer.field("Content-Type")).startsWith("application/json");
        assertThat(answer.body()).startsWith("{").contains("\"" + id(answer) + "\"");
    }

    @Test
    void theRegistrysFormUnderV2() throws Exception {
        Message answer = ask("GET /v2/ HTTP/1.1", "Host: app.test");
        assertThat(answer.field("Content-Type")).startsWith("application/json");
        assertThat(answer.body()).startsWith("{\"errors\":[{\"code\":").contains("\"message\":");
    }

    @Test
    void noBodyForHead() throws Exception {
        try (RawClient client = edge.client()) {
            Message answer = client.exchange("HEAD / HTTP/1.1", "Host: app.test");
            assertThat(answer.status()).isIn(502, 503);
            assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test").status())
                    .isIn(502, 503);
        }
    }

    @Test
    void nothingOfTheInsideIsTold() throws Exception {
        Message answer = ask("GET / HTTP/1.1", "Host: app.test");
        assertThat(answer.body())
                .doesNotContain(Integer.toString(port))
                .doesNotContain("Exception")
                .doesNotContain("netty");
    }

    @Test
    void whatTheClientSentIsNotEchoedAsMarkup() throws Exception {
        try (RawClient client = edge.client()) {
            client.sendHead("GET /%3Cscript%3E HTTP/1.1", "Host: unknown<script>", "Accept: text/html");
            assertThat(client.untilClosed()).doesNotContain("<script>");
        }
    }

    private Message ask(String... lines) throws Exception {
        try (RawClient client = edge.client()) {
            Message answer = client.exchange(lines);
            assertThat(answer.status()).isIn(502, 503);
            return answer;
        }
    }

    private static String id(Message answer) {
        String id = answer.field("X-Request-Id");
        assertThat(id).isNotBlank();
        return String.valueOf(id);
    }
}
