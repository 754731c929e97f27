package dev.sluice.acme.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.acme.http.HostileServer.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedHttpTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final int MAX = 10_000;

    @TestFactory
    List<DynamicTest> aBodyWithoutEndIsCutAndItsConnectionClosed() {
        byte[] zeros = new byte[16 * 1024];
        byte[] chunk = HostileServer.ascii("1;" + "x".repeat(100) + "\r\nx\r\n");
        return named(Map.of(
                        "until the end of the connection", HostileServer.endless(OK, zeros),
                        "of a huge length", HostileServer.endless(OK + "Content-Length: 9000000000000\r\n", zeros),
                        "in chunks", HostileServer.endless(OK + "Transfer-Encoding: chunked\r\n", chunk)))
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    try (HostileServer server = HostileServer.start(each.getValue())) {
                        HttpResponse<Body> answer = ask(server, Duration.ofSeconds(30));
                        assertThat(answer.statusCode()).isEqualTo(200);
                        assertThat(answer.body().cut()).isTrue();
                        assertThat(answer.body().bytes()).hasSize(MAX);
                        assertThat(server.awaitGivenUp()).isTrue();
                    }
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> anAnswerThatIsNotCompleteInTimeIsAFailureAndItsConnectionClosed() {
        return named(Map.of(
                        "no head", HostileServer.dribbling("", "H"),
                        "a slow head", HostileServer.dribbling(OK, "X-A: b\r\n"),
                        "a slow body", HostileServer.dribbling(OK + "Content-Length: 5000\r\n\r\n", "x"),
                        "slow chunks",
                                HostileServer.dribbling(OK + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n")))
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    try (HostileServer server = HostileServer.start(each.getValue())) {
                        assertThatThrownBy(() -> ask(server, Duration.ofMillis(500)))
                                .isInstanceOf(HttpTimeoutException.class)
                                .hasMessage("no complete answer within 0.5 s");
                        assertThat(server.awaitGivenUp()).isTrue();
                    }
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> aHeadWithoutEndIsAFailure() {
        return named(Map.of(
                        "one field",
                                HostileServer.endless(
                                        "HTTP/1.1 200 OK\r\nX-A: ", HostileServer.ascii("x".repeat(5000))),
                        "many fields",
                                HostileServer.endless(OK.strip(), HostileServer.ascii("X-A: bbbbbbbbbbbbbbb\r\n")),
                        "the status line",
                                HostileServer.endless("HTTP/1.1 200 ", HostileServer.ascii("x".repeat(5000))),
                        "many interim answers",
                                HostileServer.endless(
                                        OK.strip().replace("200", "102"),
                                        HostileServer.ascii("\r\nHTTP/1.1 102 Wait\r\n"))))
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    try (HostileServer server = HostileServer.start(each.getValue())) {
                        assertThatThrownBy(() -> ask(server, Duration.ofSeconds(5)))
                                .isInstanceOf(IOException.class);
                        assertThat(server.awaitGivenUp()).isTrue();
                    }
                }))
                .toList();
    }

    @Test
    void aWholeAnswerIsWhole() throws Exception {
        try (HostileServer server = HostileServer.start(HostileServer.whole(OK, "x".repeat(MAX)))) {
            Body body = ask(server, Duration.ofSeconds(30)).body();
            assertThat(body.cut()).isFalse();
            assertThat(body.text()).isEqualTo("x".repeat(MAX));
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (HostileServer server = HostileServer.start(
                HostileServer.whole("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n", "elsewhere"))) {
            assertThat(ask(server, Duration.ofSeconds(30)).statusCode()).isEqualTo(302);
        }
    }

    private static java.util.stream.Stream<Map.Entry<String, Answer>> named(Map<String, Answer> answers) {
        return answers.entrySet().stream();
    }

    private static HttpResponse<Body> ask(HostileServer server, Duration deadline) throws Exception {
        BoundedHttp.Bounds bounds = new BoundedHttp.Bounds(MAX, Duration.ofSeconds(10), deadline);
        try (BoundedHttp http = BoundedHttp.of(bounds)) {
            return http.ask(HttpRequest.newBuilder(URI.create(server.url())).build());
        }
    }
}
