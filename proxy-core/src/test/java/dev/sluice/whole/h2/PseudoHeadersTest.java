package dev.sluice.whole.h2;

import static dev.sluice.whole.h2.Stage.get;
import static dev.sluice.whole.h2.Stage.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pseudo-headers of a request may not say (RFC 9113 §8.3.1, §8.5): refused as fields are, and the backend sees nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PseudoHeadersTest {
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
    @MethodSource({"methods", "paths", "authorities", "schemes", "connects"})
    void isRefusedAndTheBackendSeesNothing(Head head) throws Exception {
        Refusal.expect(stage, head);
    }

    static Stream<Head> methods() {
        return Stream.of(
                        "",
                        "G T",
                        "GET\r\n",
                        "GET /smuggled",
                        "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
                        "G\0T",
                        "G@T",
                        "GET\t")
                .map(method -> new Head("the method '" + Head.visible(method) + "'", request(method, "/")));
    }

    static Stream<Head> paths() {
        return Stream.of(
                        "",
                        "a",
                        "a/b",
                        "http://app.test/",
                        "app.test:80",
                        "*",
                        "/a b",
                        "/a\tb",
                        "/a\r\nb",
                        "/a\0b",
                        "/a#b",
                        "/a\u007f",
                        "/" + SMUGGLED,
                        "/a\u0001")
                .map(path -> new Head("the path '" + Head.visible(path) + "'", get(path)));
    }

    static Stream<Head> authorities() {
        return Stream.of(
                        "",
                        "user@app.test",
                        "user:word@app.test",
                        "app.test:x",
                        "app.test:99999",
                        "app.test/",
                        "app test",
                        "app.test\r\nevil: x",
                        "app.test\0",
                        "app.test,other.test",
                        "app.test?x",
                        "app.test#x",
                        "[::1",
                        "app.test" + SMUGGLED)
                .map(name -> new Head(
                        "the authority '" + Head.visible(name) + "'",
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "/",
                        ":authority",
                        name));
    }

    static Stream<Head> schemes() {
        return Stream.of("", "ht tp", "http\r\nevil: x", "http://evil/", "1http", "http\0", "ftp:", "http:")
                .map(scheme -> new Head(
                        "the scheme '" + Head.visible(scheme) + "'",
                        ":method",
                        "GET",
                        ":scheme",
                        scheme,
                        ":path",
                        "/",
                        ":authority",
                        "app.test"));
    }

    /** §8.5, and RFC 8441 §4. */
    static Stream<Head> connects() {
        return Stream.of(
                new Head("CONNECT with :path", request("CONNECT", "/")),
                new Head("CONNECT with :scheme", ":method", "CONNECT", ":scheme", "http", ":authority", "app.test:80"),
                new Head("CONNECT without :authority", ":method", "CONNECT"),
                new Head(
                        "CONNECT with :protocol without :path",
                        ":method",
                        "CONNECT",
                        ":protocol",
                        "websocket",
                        ":scheme",
                        "http",
                        ":authority",
                        "app.test"),
                new Head(
                        "CONNECT with :protocol without :scheme",
                        ":method",
                        "CONNECT",
                        ":protocol",
                        "websocket",
                        ":path",
                        "/",
                        ":authority",
                        "app.test"),
                new Head("GET with :protocol", get("/", ":protocol", "websocket")),
                new Head(
                        "GET with :protocol first",
                        ":protocol",
                        "websocket",
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "/",
                        ":authority",
                        "app.test"));
    }
}
