package dev.sluice.whole.h2;

import static dev.sluice.whole.h2.Stage.get;
import static dev.sluice.whole.h2.Stage.posting;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;

import dev.sluice.harness.h2.Frame;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed requests end their stream with PROTOCOL_ERROR, whether an answer came before or not: RFC 9113 §8.1.1. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedRequestTest {
    private static final String[] METHOD = {":method", "GET"};
    private static final String[] SCHEME = {":scheme", "http"};
    private static final String[] PATH = {":path", "/"};
    private static final String[] AUTHORITY = {":authority", "app.test"};
    private Stage stage;

    @BeforeAll
    void start() throws Exception {
        stage = Stage.start();
    }

    @AfterAll
    void stop() throws Exception {
        stage.close();
    }

    @ParameterizedTest
    @MethodSource({"fields", "pseudoHeaders", "bodies"})
    void isAStreamError(Case wrong) throws Exception {
        stage.expectStreamError(wrong);
    }

    /** §8.2, §8.2.1, §8.2.2. */
    static Stream<Case> fields() {
        return Stream.of(
                head("a name in upper case", get("/", "X-UPPER", "x")),
                head("connection", get("/", "connection", "keep-alive")),
                head("te that is not trailers", get("/", "te", "trailers, deflate")));
    }

    /** §8.3, §8.3.1. */
    static Stream<Case> pseudoHeaders() {
        return Stream.of(
                head("one that is unknown", get("/", ":test", "x")),
                head("one of responses", get("/", ":status", "200")),
                head("one behind a field", joined(METHOD, SCHEME, AUTHORITY, new String[] {"x-a", "a"}, PATH)),
                head("an empty :path", joined(METHOD, SCHEME, AUTHORITY, new String[] {":path", ""})),
                head("no :method", joined(SCHEME, PATH, AUTHORITY)),
                head("no :scheme", joined(METHOD, PATH, AUTHORITY)),
                head("no :path", joined(METHOD, SCHEME, AUTHORITY)),
                head("two :method", joined(METHOD, METHOD, SCHEME, PATH, AUTHORITY)),
                head("two :scheme", joined(METHOD, SCHEME, SCHEME, PATH, AUTHORITY)),
                head("two :path", joined(METHOD, SCHEME, PATH, PATH, AUTHORITY)),
                head("two :authority", joined(METHOD, SCHEME, PATH, AUTHORITY, AUTHORITY)),
                Case.of(
                        "one among trailers",
                        client -> client.send(
                                posting(1, "/held"),
                                Frame.data(1, "a"),
                                Frame.headers(1, ":method", "GET").last()),
                        PROTOCOL_ERROR));
    }

    /** §8.1.1. */
    static Stream<Case> bodies() {
        return Stream.of(
                Case.of(
                        "a length that is not the body's",
                        client -> client.send(
                                posting(1, "/held", "content-length", "1"),
                                Frame.data(1, "test").last()),
                        PROTOCOL_ERROR),
                Case.of(
                        "one that is not the sum of many",
                        client -> client.send(
                                posting(1, "/held", "content-length", "5"),
                                Frame.data(1, "te"),
                                Frame.data(1, "st").last()),
                        PROTOCOL_ERROR));
    }

    private static Case head(String what, String[] fields) {
        return Case.of(what, client -> client.send(Frame.headers(1, fields).last()), PROTOCOL_ERROR);
    }

    private static String[] joined(String[]... pairs) {
        return Stream.of(pairs).flatMap(Stream::of).toArray(String[]::new);
    }
}
