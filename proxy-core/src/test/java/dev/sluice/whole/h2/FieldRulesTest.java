package dev.sluice.whole.h2;

import static dev.sluice.whole.h2.Stage.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a request's head may not say (RFC 9113 §8.2, §8.3): answered 400 or reset, the connection goes on serving, and the backend sees
 * nothing of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FieldRulesTest {
    private static final String SMUGGLED =
            " HTTP/1.1\r\nHost: app.test\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private Stage stage;

    @BeforeAll
    void start() throws Exception {
        stage = Stage.start();
    }

    @AfterAll
    void stop() throws Exception {
        stage.close();
        assertThat(stage.backend().received()).doesNotContain("smuggled").doesNotContain("evil");
    }

    @ParameterizedTest
    @MethodSource({"names", "values", "connectionFields", "hosts"})
    void isRefusedAndTheBackendSeesNothing(Head head) throws Exception {
        Refusal.expect(stage, head);
    }

    /** §8.2, §8.2.1. */
    static Stream<Head> names() {
        return Stream.of(
                        "Upper",
                        "x-uppeR",
                        "x y",
                        " x",
                        "x ",
                        "x:y",
                        "x\r\nevil",
                        "x\nevil",
                        "x\ry",
                        "x\0y",
                        "x\ty",
                        "",
                        "x\u007fy",
                        "x\u00e4",
                        "x(y)",
                        "x\"y")
                .map(name -> new Head("the name '" + Head.visible(name) + "'", get("/", name, "value")));
    }

    static Stream<Head> values() {
        return Stream.of(
                        " a",
                        "a ",
                        "\ta",
                        "a\t",
                        "a\r\nevil: x",
                        "a\nevil: x",
                        "a\rb",
                        "a\0b",
                        "a" + SMUGGLED,
                        "a\u0001b",
                        "a\u007fb")
                .map(value -> new Head("the value '" + Head.visible(value) + "'", get("/", "x-name", value)));
    }

    /** §8.2.2. */
    static Stream<Head> connectionFields() {
        return Stream.of(
                field("connection", "close"),
                field("connection", "x-name"),
                field("keep-alive", "timeout=5"),
                field("proxy-connection", "keep-alive"),
                field("transfer-encoding", "chunked"),
                field("transfer-encoding", "identity"),
                field("upgrade", "websocket"),
                field("upgrade", "h2c"),
                field("te", "gzip"),
                field("te", "trailers, gzip"),
                field("te", "chunked"));
    }

    /** §8.3.1: no server may take a {@code host} that says another thing than {@code :authority}. */
    static Stream<Head> hosts() {
        return Stream.of(
                field("host", "other.test"),
                field("host", "app.test.evil"),
                field("host", "app.test:81"),
                new Head("two hosts", get("/", "host", "app.test", "host", "app.test")),
                new Head("neither host nor :authority", ":method", "GET", ":scheme", "http", ":path", "/"),
                new Head(
                        "two hosts without :authority",
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "/",
                        "host",
                        "app.test",
                        "host",
                        "other.test"),
                new Head("an empty host", ":method", "GET", ":scheme", "http", ":path", "/", "host", ""));
    }

    @ParameterizedTest
    @MethodSource
    void isTaken(Head head) throws Exception {
        try (H2Client client = stage.client()) {
            client.send(Frame.headers(1, head.fields()).last());
            assertThat(client.headers(1).status()).isEqualTo(200);
            assertThat(stage.backend().requests().getLast().values("host")).containsExactly("app.test");
        }
    }

    static Stream<Head> isTaken() {
        return Stream.of(
                field("te", "trailers"),
                field("host", "app.test"),
                new Head(
                        "host without :authority",
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "/",
                        "host",
                        "app.test"),
                new Head(
                        "pseudo-headers in another order",
                        ":authority",
                        "app.test",
                        ":path",
                        "/",
                        ":scheme",
                        "http",
                        ":method",
                        "GET"),
                field("x-empty", ""),
                field("x-spaces", "a b\tc"),
                field("x-latin", "\u00e4"),
                new Head("a query", get("/?a=b&c")));
    }

    private static Head field(String name, String value) {
        return new Head(name + ": " + value, get("/", name, value));
    }
}
