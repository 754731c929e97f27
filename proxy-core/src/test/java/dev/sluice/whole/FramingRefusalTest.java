package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads that two parties could read differently: answered 400, the connection ended, and nothing of it seen by a backend. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingRefusalTest {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private RawBackend backend;
    private Edge edge;

    record Bad(String what, String bytes) {
        @Override
        public String toString() {
            return what;
        }
    }

    @BeforeAll
    void start() throws Exception {
        backend = RawBackend.echo();
        edge = Edge.before(backend);
    }

    @AfterAll
    void stop() throws Exception {
        edge.close();
        backend.close();
    }

    @ParameterizedTest
    @MethodSource({"lengths", "codings", "lines", "requestLines"})
    void refusesAndTheBackendNeverSeesIt(Bad bad) throws Exception {
        int before = backend.received().length();
        try (RawClient client = edge.client()) {
            client.send(bad.bytes() + SMUGGLED);
            assertThat(client.untilClosed())
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .containsIgnoringCase("\r\nConnection: close\r\n")
                    .containsOnlyOnce("HTTP/1.1 ");
        }
        assertThat(backend.received().substring(before)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("unknownCodings")
    void refusesCodingsItDoesNotKnow(Bad bad) throws Exception {
        int before = backend.received().length();
        try (RawClient client = edge.client()) {
            client.send(bad.bytes() + SMUGGLED);
            assertThat(client.untilClosed())
                    .matches("(?s)HTTP/1\\.1 (400|501) .*")
                    .containsOnlyOnce("HTTP/1.1 ");
        }
        assertThat(backend.received().substring(before)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void refusesWhicheverWayTheBytesArriveInPieces(Bad bad) throws Exception {
        try (RawClient client = edge.client()) {
            String head = bad.bytes().substring(0, bad.bytes().indexOf("\r\n\r\n") + 4);
            client.sendInPieces(head, 3);
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ");
        }
    }

    static Stream<Bad> lengths() {
        return Stream.of(
                post("both lengths", "Content-Length: 5", "Transfer-Encoding: chunked", "", "0", "", ""),
                post("both, the other way", "Transfer-Encoding: chunked", "Content-Length: 5", "", "0", "", ""),
                post("two lengths that differ", "Content-Length: 5", "Content-Length: 6", "", "hello"),
                post("two lengths that agree", "Content-Length: 5", "Content-Length: 5", "", "hello"),
                post("a list of lengths", "Content-Length: 5, 5", "", "hello"),
                post("a length with plus", "Content-Length: +5", "", "hello"),
                post("a negative length", "Content-Length: -5", "", "hello"),
                post("a space in the length", "Content-Length: 5 5", "", "hello"),
                post("a hexadecimal length", "Content-Length: 0x5", "", "hello"),
                post("a letter behind the length", "Content-Length: 5a", "", "hello"),
                post("an empty length", "Content-Length: ", "", "hello"),
                post("a fraction", "Content-Length: 5.0", "", "hello"),
                post("a length under another spelling", "Content_Length: 5", "", "hello"),
                post("a coding under another spelling", "transfer_encoding: chunked", "", "0", "", ""),
                post("a length over 64 bits", "Content-Length: 18446744073709551621", "", "hello"),
                post("a length of 2^63", "Content-Length: 9223372036854775808", "", "hello"));
    }

    static Stream<Bad> codings() {
        return Stream.of(
                post("chunked is not last", "Transfer-Encoding: chunked, identity", "", "0", "", ""),
                post("identity", "Transfer-Encoding: identity", "", "0", "", ""),
                post("an empty coding", "Transfer-Encoding: ", "", "0", "", ""),
                post("two coding fields", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", "", "0", "", ""),
                post("the second hides", "Transfer-Encoding: chunked", "Transfer-Encoding: x", "", "0", "", ""),
                post("a vertical tab", "Transfer-Encoding: \u000bchunked", "", "0", "", ""),
                post("quoted", "Transfer-Encoding: \"chunked\"", "", "0", "", ""),
                new Bad(
                        "a coding in HTTP/1.0",
                        "POST / HTTP/1.0\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    }

    static Stream<Bad> unknownCodings() {
        return Stream.of(
                post("xchunked", "Transfer-Encoding: xchunked", "", "0", "", ""),
                post("chunked, xchunked", "Transfer-Encoding: chunked, xchunked", "", "0", "", ""),
                post("chunked twice", "Transfer-Encoding: chunked, chunked", "", "0", "", ""),
                post("gzip, chunked", "Transfer-Encoding: gzip, chunked", "", "0", "", ""));
    }

    static Stream<Bad> lines() {
        return Stream.of(
                post("a folded line", "X-Name: value", " Content-Length: 5", "", "hello"),
                post("a folded line with tab", "X-Name: value", "\tmore", "", ""),
                new Bad("a first line that is folded", "GET / HTTP/1.1\r\n Host: app.test\r\nHost: app.test\r\n\r\n"),
                new Bad("bare line feeds", "GET / HTTP/1.1\nHost: app.test\n\n\r\n\r\n"),
                new Bad("one bare line feed", "GET / HTTP/1.1\r\nHost: app.test\nX-Name: value\r\n\r\n"),
                new Bad("a bare line feed at the end", "GET / HTTP/1.1\r\nHost: app.test\r\n\n\r\n\r\n"),
                new Bad("a bare line feed behind the request line", "GET / HTTP/1.1\nHost: app.test\r\n\r\n"),
                post("a bare CR in a value", "X-Name: a\rb", "", ""),
                post("a bare CR before a field", "X-Name: a\rTransfer-Encoding: chunked", "", ""),
                post("NUL in a value", "X-Name: a\0b", "", ""),
                post("NUL in a name", "X-Na\0me: a", "", ""),
                post("a space before the colon", "Transfer-Encoding : chunked", "", "0", "", ""),
                post("a tab before the colon", "Content-Length\t: 5", "", "hello"),
                post("an empty name", ": value", "", ""),
                post("no colon", "garbage", "", ""),
                post("a space in a name", "X Name: value", "", ""),
                post("a name beyond ASCII", "X-N\u00e4me: value", "", ""),
                post("brackets in a name", "X[Name]: value", "", ""));
    }

    static Stream<Bad> requestLines() {
        return Stream.of(
                line("two spaces", "GET  / HTTP/1.1"),
                line("a space at the end", "GET / HTTP/1.1 "),
                line("a space in the target", "GET /a b HTTP/1.1"),
                line("tabs", "GET\t/\tHTTP/1.1"),
                line("no version", "GET /"),
                line("a version in lower case", "GET / http/1.1"),
                line("a version of three digits", "GET / HTTP/1.10"),
                line("another protocol", "GET / ICAP/1.0"),
                line("no method", " / HTTP/1.1"),
                line("a method that is no token", "G@T / HTTP/1.1"),
                line("NUL in the target", "GET /\0 HTTP/1.1"),
                line("a bare CR in the target", "GET /\rX HTTP/1.1"),
                line("a fragment", "GET /a#b HTTP/1.1"),
                line("a target without slash", "GET a HTTP/1.1"),
                line("an authority as target", "GET app.test:80 HTTP/1.1"),
                line("an asterisk with GET", "GET * HTTP/1.1"));
    }

    private static Bad post(String what, String... lines) {
        return new Bad(what, "POST / HTTP/1.1\r\nHost: app.test\r\n" + String.join("\r\n", lines));
    }

    private static Bad line(String what, String requestLine) {
        return new Bad(what, requestLine + "\r\nHost: app.test\r\n\r\n");
    }
}
