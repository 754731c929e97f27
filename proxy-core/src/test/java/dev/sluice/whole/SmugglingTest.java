package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests by which two parties have been made to disagree about where a request ends or whom it is for. Each carries another
 * request behind or inside it; whatever becomes of the first, the second never reaches a backend as a request.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n";
    private static final String CHUNKED = "POST /c HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n";
    private final List<Message> whole = new CopyOnWriteArrayList<>();
    private RawBackend backend;
    private Edge edge;

    record Case(String what, String statuses, String bytes) {
        @Override
        public String toString() {
            return what;
        }
    }

    record Clear(String what, String bytes, String requestLine, String body) {
        @Override
        public String toString() {
            return what;
        }
    }

    @BeforeAll
    void start() throws Exception {
        backend = RawBackend.start(peer -> {
            for (Message request = peer.requestOrEnd(); request != null; request = peer.requestOrEnd()) {
                whole.add(request);
                peer.respondOk(request.method().equals("HEAD") ? "" : "ok");
            }
        });
        edge = Edge.start("sites:\n  app.test: {tls: off, hold: off, to: \"" + backend.target()
                + "\"}\n  other.test: {tls: off, respond: {status: 200, body: other}}\n");
    }

    @AfterAll
    void stop() throws Exception {
        edge.close();
        backend.close();
        assertThat(whole).extracting(Message::target).doesNotContain("/smuggled");
    }

    @ParameterizedTest
    @MethodSource({"lengths", "codings", "lines", "requestLines", "hosts", "targets"})
    void aDoubtfulHeadIsRefusedAndTheBackendSeesNothing(Case doubtful) throws Exception {
        int before = backend.received().length();
        try (RawClient client = edge.client()) {
            client.send(doubtful.bytes() + SMUGGLED);
            assertThat(client.untilClosed())
                    .matches("(?s)HTTP/1\\.1 (" + doubtful.statuses() + ") .*")
                    .containsIgnoringCase("\r\nConnection: close\r\n")
                    .containsOnlyOnce("HTTP/1.1 ");
        }
        assertThat(backend.received().substring(before)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("chunks")
    void aDoubtfulChunkIsRefusedAndTheBackendGetsNoWholeRequest(Case doubtful) throws Exception {
        int before = whole.size();
        try (RawClient client = edge.client()) {
            client.send(CHUNKED + doubtful.bytes() + SMUGGLED);
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1 ");
        }
        assertThat(whole).hasSize(before);
    }

    @ParameterizedTest
    @MethodSource("unfinished")
    void aLengthThatWrapsAroundIsNotTakenForAShortOne(Case huge) throws Exception {
        try (RawBackend reading = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.untilClosed();
                });
                Edge before = Edge.before(reading);
                RawClient client = before.client()) {
            client.send(huge.bytes() + SMUGGLED);
            Awaitility.await().until(() -> reading.received().contains(SMUGGLED));
            client.shutdownOutput();
            assertThat(client.untilClosed()).isEmpty();
            assertThat(reading.requests()).hasSize(1);
            assertThat(reading.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("clear")
    void whatIsTakenReachesTheBackendWithOneFraming(Clear taken) throws Exception {
        int before = whole.size();
        try (RawClient client = edge.client()) {
            client.send(taken.bytes() + NEXT);
            assertThat(client.untilClosed().split("HTTP/1.1 200 OK", -1)).hasSize(3);
        }
        List<Message> seen = whole.subList(before, whole.size());
        assertThat(seen).extracting(Message::target).endsWith("/next").hasSize(2);
        Message first = seen.getFirst();
        assertThat(first.startLine()).isEqualTo(taken.requestLine());
        assertThat(first.body()).isEqualTo(taken.body());
        assertThat(first.values("Host")).containsExactly("app.test");
        List<String> codings = first.values("Transfer-Encoding");
        assertThat(first.values("Content-Length").size() + codings.size())
                .isEqualTo(taken.body().isEmpty() ? 0 : 1);
        assertThat(codings).allMatch("chunked"::equals);
        assertThat(first.trailers()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("last")
    void whatFollowsALastRequestIsNoRequest(Case last) throws Exception {
        int before = whole.size();
        try (RawClient client = edge.client()) {
            client.send(last.bytes() + SMUGGLED);
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 200 ").containsOnlyOnce("HTTP/1.1 ");
        }
        assertThat(whole).hasSize(before + 1);
    }

    static Stream<Case> lengths() {
        return Stream.of(
                post("a list that differs", "Content-Length: 0, 44"),
                post("a list with a space", "Content-Length: 5 ,5"),
                post("a list that ends open", "Content-Length: 5,"),
                post("a list that starts open", "Content-Length: ,5"),
                post("semicolon", "Content-Length: 5;"),
                post("no-break space", "Content-Length: 5\u00a0"),
                post("digits that are not ASCII", "Content-Length: \u00d9\u00a5"),
                post("quotes", "Content-Length: \"5\""),
                post("a tab inside", "Content-Length: 5\t5"),
                post("an exponent", "Content-Length: 1e1"),
                post("an underscore", "Content-Length: 1_0"),
                post("a vertical tab behind", "Content-Length: 5\u000b"),
                post("a form feed before", "Content-Length: \u000c5"),
                post("minus zero", "Content-Length: -0"),
                post("plus zero", "Content-Length: +0"),
                post("hexadecimal zero", "Content-Length: 0x0"),
                post("a length over 2^64", "Content-Length: 18446744073709551660"),
                post("a length of 2^63 - 1", "Content-Length: 9223372036854775807"),
                post("a length of forty digits", "Content-Length: " + "1".repeat(40)),
                post("zero, then a length", "Content-Length: 0", "Content-Length: 44"),
                post("zero twice", "Content-Length: 0", "Content-Length: 0"),
                post("in two spellings", "content-length: 5", "CONTENT-LENGTH: 5"),
                post("a vertical tab before the colon", "Content-Length\u000b: 5"),
                post("NUL before the colon", "Content-Length\0: 5"),
                post("a no-break space before the colon", "Content-Length\u00a0: 5"),
                post("CR before the colon", "Content-Length\r: 5"),
                post("a vertical tab before the name", "\u000bContent-Length: 5"),
                post("an empty length beside one", "Content-Length:", "Content-Length: 5"));
    }

    static Stream<Case> codings() {
        return Stream.of(
                post("a zero length beside", "Content-Length: 0", "Transfer-Encoding: chunked"),
                post("a length that is no number beside", "Content-Length: x", "Transfer-Encoding: chunked"),
                post("an unknown coding beside a length", "Transfer-Encoding: x", "Content-Length: 5"),
                post("identity beside a length", "Transfer-Encoding: identity", "Content-Length: 5"),
                post("an empty coding beside a length", "Transfer-Encoding:", "Content-Length: 5"),
                post("in two spellings", "Transfer-Encoding: chunked", "transfer-encoding: identity"),
                post("an empty one first", "Transfer-Encoding:", "Transfer-Encoding: chunked"),
                post("a parameter", "Transfer-Encoding: chunked;q=1"),
                post("a list that starts open", "400|501", "Transfer-Encoding: , chunked"),
                post("a list that ends open", "Transfer-Encoding: chunked,"),
                post("twice without comma", "400|501", "Transfer-Encoding: chunked chunked"),
                post("a no-break space before", "Transfer-Encoding: \u00a0chunked"),
                post("a no-break space behind", "Transfer-Encoding: chunked\u00a0"),
                post("a form feed", "Transfer-Encoding: chunked\u000c"),
                post("single quotes", "Transfer-Encoding: 'chunked'"),
                post("cut short", "Transfer-Encoding: chunke"),
                post("NUL behind", "Transfer-Encoding: chunked\0"),
                post("a long s", "Transfer-Encoding: chun\u212aed".replace("\u212a", "\u00e2\u0084\u00aa")),
                post("deflate, chunked", "400|501", "Transfer-Encoding: deflate, chunked"),
                post("identity, chunked", "400|501", "Transfer-Encoding: identity, chunked"),
                post("folded", "Transfer-Encoding:", " chunked"),
                post("folded behind", "Transfer-Encoding: chunked", "\t, identity"),
                post("behind a bare LF", "X: y\nTransfer-Encoding: chunked"),
                post("NUL before the colon", "Transfer-Encoding\0: chunked"),
                post("a bracket in the name", "Transfer[Encoding: chunked"),
                new Case(
                        "HTTP/1.0 with a length",
                        "400",
                        "POST / HTTP/1.0\r\nHost: app.test\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                new Case(
                        "HTTP/1.0 that is kept alive",
                        "400",
                        "POST / HTTP/1.0\r\nHost: app.test\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    }

    static Stream<Case> lines() {
        return Stream.of(
                new Case("carriage returns only", "400", "GET / HTTP/1.1\rHost: app.test\r\r"),
                new Case("two CR at a line's end", "400", "GET / HTTP/1.1\r\nHost: app.test\r\r\n\r\n"),
                new Case("CR CR LF at the head's end", "400", "GET / HTTP/1.1\r\nHost: app.test\r\n\r\r\n"),
                new Case("LF CR", "400", "GET / HTTP/1.1\n\rHost: app.test\n\r\n\r"),
                new Case("a line feed first", "400", "\nGET / HTTP/1.1\r\nHost: app.test\r\n\r\n"),
                new Case("CR CR LF first", "400", "\r\r\nGET / HTTP/1.1\r\nHost: app.test\r\n\r\n"),
                new Case("a space first", "400", " GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"),
                new Case("a space behind an empty line", "400", "\r\n GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"),
                new Case("a byte order mark", "400", "\u00ef\u00bb\u00bfGET / HTTP/1.1\r\nHost: app.test\r\n\r\n"),
                new Case("a line of blanks", "400", "GET / HTTP/1.1\r\nHost: app.test\r\n \r\nX: y\r\n\r\n"),
                new Case("endless empty lines", "400", "\r\n".repeat(20)),
                post("DEL in a value", "X: a\u007fb"),
                post("a vertical tab in a value", "X: a\u000bb"),
                post("ESC in a value", "X: \u001b[2J"),
                post("a second request line", "GET /smuggled HTTP/1.1"),
                post("a colon only", ":"),
                post("a comma in a name", "X,Y: 1"),
                post("a slash in a name", "X/Y: 1"),
                post("a name in quotes", "\"X\": 1"));
    }

    static Stream<Case> requestLines() {
        return Stream.of(
                line("HTTP/0.9", "400|505", "GET /"),
                line("HTTP/0.9 by its name", "505", "GET / HTTP/0.9"),
                line("HTTP/1.2", "505", "GET / HTTP/1.2"),
                line("HTTP/2.0", "505", "GET / HTTP/2.0"),
                new Case(
                        "a preface of HTTP/2 that goes on otherwise",
                        "400|505",
                        "PRI * HTTP/2.0\r\n\r\nSM\r\nX: y\r\n\r\n"),
                line("a version of three parts", "400", "GET / HTTP/1.1.1"),
                line("a version without dot", "400", "GET / HTTP/11"),
                line("a version with a comma", "400", "GET / HTTP/1,1"),
                line("a letter behind the version", "400", "GET / HTTP/1.1x"),
                line("a space in the version", "400", "GET / HTTP/ 1.1"),
                line("a zero before the version", "400", "GET / HTTP/01.1"),
                line("a tab behind the version", "400", "GET / HTTP/1.1\t"),
                line("a form feed for a space", "400", "GET /\u000cHTTP/1.1"),
                line("a no-break space for a space", "400", "GET\u00a0/ HTTP/1.1"),
                line("a second version", "400", "GET / HTTP/1.1 HTTP/1.1"),
                line("a request in the target", "400", "GET / HTTP/1.1\u0000GET /smuggled HTTP/1.1"),
                line("NUL in the method", "400", "GE\0T / HTTP/1.1"),
                line("a colon in the method", "400", "GET: / HTTP/1.1"),
                line("no target", "400", "GET  HTTP/1.1"),
                line("quotes around the method", "400", "\"GET\" / HTTP/1.1"));
    }

    static Stream<Case> hosts() {
        return Stream.of(
                host("another's behind a comma", "Host: app.test,other.test"),
                host("a tab inside", "Host: app.test\tother.test"),
                host("a vertical tab", "Host: app.test\u000b"),
                host("a percent-encoded NUL", "Host: app.test%00"),
                host("a query", "Host: app.test?x"),
                host("a semicolon", "Host: app.test;x"),
                host("a scheme", "Host: http://app.test"),
                host("an asterisk", "Host: *"),
                host("user information with a port", "Host: app.test:80@other.test"),
                host("a port with plus", "Host: app.test:+80"),
                host("port zero", "Host: app.test:0"),
                host("a dot only", "Host: ."),
                host("a space before the colon", "Host : app.test"),
                host("the second with a space", "Host: app.test", "Host : other.test"),
                host("the second folded", "Host: app.test", " other.test"),
                host("an empty one first", "Host:", "Host: app.test"),
                host("an empty one behind", "Host: app.test", "Host:"));
    }

    static Stream<Case> targets() {
        return Stream.of(
                line("another host", "400", "GET http://other.test/smuggled HTTP/1.1"),
                line("another port", "400", "GET http://app.test:81/ HTTP/1.1"),
                line("user information", "400", "GET http://app.test@other.test/ HTTP/1.1"),
                line("user information that looks like the host", "400", "GET http://other.test:80@app.test/ HTTP/1.1"),
                line("a backslash", "400", "GET http://app.test\\@other.test/ HTTP/1.1"),
                line("no slashes", "400", "GET http:app.test/ HTTP/1.1"),
                line("one slash", "400", "GET http:/app.test/ HTTP/1.1"),
                line("another scheme", "400", "GET ws://app.test/ HTTP/1.1"),
                line("a fragment", "400", "GET http://app.test#other.test/ HTTP/1.1"),
                line("an asterisk with a path", "400", "OPTIONS */x HTTP/1.1"),
                line("ESC", "400", "GET /\u001b HTTP/1.1"),
                line("BEL", "400", "GET /\u0007 HTTP/1.1"),
                line("DEL", "400", "GET /\u007f HTTP/1.1"),
                line("DEL in the query", "400", "GET /?a=\u007f HTTP/1.1"),
                line("NUL in the query", "400", "GET /?a=\0 HTTP/1.1"),
                line("a tab in the query", "400", "GET /?a=\tb HTTP/1.1"),
                line("a vertical tab", "400", "GET /a\u000bb HTTP/1.1"),
                line("a backslash that climbs", "400", "GET /a/..\\b HTTP/1.1"),
                line("encoded line ends that climb", "400", "GET /a/%2e%2E/%0d%0aX HTTP/1.1"));
    }

    static Stream<Case> chunks() {
        return Stream.of(
                chunk("sixteen digits", "FFFFFFFFFFFFFFFF\r\nhello\r\n"),
                chunk("2^63 - 1", "7FFFFFFFFFFFFFFF\r\nhello\r\n"),
                chunk("2^64 + 5", "10000000000000005\r\nhello\r\n"),
                chunk("an endless size", "0".repeat(64) + "5\r\nhello\r\n0\r\n\r\n"),
                chunk("a space before an extension", "5 ;a\r\nhello\r\n0\r\n\r\n"),
                chunk("a bare LF in an extension", "5;\nhello\r\n0\r\n\r\n"),
                chunk("a bare LF in a quoted extension", "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n"),
                chunk("a bare CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
                chunk("NUL in an extension", "5;\0\r\nhello\r\n0\r\n\r\n"),
                chunk("CR CR LF behind the size", "5\r\r\nhello\r\n0\r\n\r\n"),
                chunk("LF CR LF behind the size", "5\n\r\nhello\r\n0\r\n\r\n"),
                chunk("a tab behind the size", "5\t\r\nhello\r\n0\r\n\r\n"),
                chunk("a comma", "5,5\r\nhello\r\n0\r\n\r\n"),
                chunk("an underscore", "0_5\r\nhello\r\n0\r\n\r\n"),
                chunk("a point", "5.0\r\nhello\r\n0\r\n\r\n"),
                chunk("CR CR LF behind the data", "5\r\nhello\r\r\n0\r\n\r\n"),
                chunk("LF behind the data", "5\r\nhello\n0\r\n\r\n"),
                chunk("nothing behind the data", "5\r\nhello0\r\n\r\n"),
                chunk("two bytes for the line's end", "5\r\nhelloXX0\r\n\r\n"),
                chunk("an empty line between chunks", "5\r\nhello\r\n\r\n0\r\n\r\n"),
                chunk("a space behind the last size", "0 \r\n\r\n"),
                chunk("minus zero", "-0\r\n\r\n"),
                chunk("hexadecimal zero", "0x0\r\n\r\n"),
                chunk("a last line that ends in LF", "0\n\r\n"),
                chunk("an empty line that is LF", "0\r\n\n"),
                chunk("CR CR LF at the end", "0\r\n\r\r\n"),
                chunk("a request for trailers", "0\r\n" + SMUGGLED),
                chunk("a trailer without name", "0\r\n: x\r\n\r\n"),
                chunk("a folded trailer", "0\r\nX: y\r\n z\r\n\r\n"),
                chunk("NUL in a trailer", "0\r\nX: \0\r\n\r\n"));
    }

    static Stream<Case> unfinished() {
        return Stream.of(
                new Case("a length of 2^32 + 5", "", counted("4294967301")),
                new Case("a length of about 2^59", "", counted("461168601842738791")),
                chunk("a chunk of 2^31 + 5", CHUNKED + "80000005\r\nhello"),
                chunk("a chunk of 2^32 + 5", CHUNKED + "100000005\r\nhello"),
                chunk("a chunk of fifteen digits", CHUNKED + "FFFFFFFFFFFFFFF\r\nhello"));
    }

    static Stream<Clear> clear() {
        int length = SMUGGLED.length();
        String chunk = Integer.toHexString(length) + "\r\n" + SMUGGLED + "\r\n0\r\n";
        return Stream.of(
                clear("a body that is a request", "Content-Length: " + length, SMUGGLED, SMUGGLED),
                clear("blanks around the length", "Content-Length:\t " + length + " \t", SMUGGLED, SMUGGLED),
                clear("no blank before the length", "Content-Length:" + length, SMUGGLED, SMUGGLED),
                clear("zeros before the length", "Content-Length: 00" + length, SMUGGLED, SMUGGLED),
                clear("a chunk that is a request", "Transfer-Encoding: chunked", chunk + "\r\n", SMUGGLED),
                clear("capitals", "TRANSFER-ENCODING: CHUNKED", chunk + "\r\n", SMUGGLED),
                clear("blanks around the coding", "Transfer-Encoding:\tchunked \t", chunk + "\r\n", SMUGGLED),
                clear(
                        "a nominated length",
                        "Connection: content-length\r\nContent-Length: " + length,
                        SMUGGLED,
                        SMUGGLED),
                clear(
                        "a length nominated with others",
                        "Connection: close-not, cOnTeNt-LeNgTh;x\r\nConnection: host\r\nContent-Length: " + length,
                        SMUGGLED,
                        SMUGGLED),
                clear(
                        "a nominated coding",
                        "Transfer-Encoding: chunked\r\nConnection: transfer-encoding, x-forwarded-for",
                        chunk + "\r\n",
                        SMUGGLED),
                clear("forty nominations", "Connection: " + "x,".repeat(40) + "host", "", ""),
                clear(
                        "a length as trailer",
                        "Transfer-Encoding: chunked",
                        chunk + "Content-Length: 3\r\n\r\n",
                        SMUGGLED),
                clear(
                        "a coding as trailer",
                        "Transfer-Encoding: chunked",
                        chunk + "transfer-encoding: x\r\n\r\n",
                        SMUGGLED),
                clear("a host as trailer", "Transfer-Encoding: chunked", chunk + "Host: other.test\r\n\r\n", SMUGGLED),
                clear(
                        "a close as trailer",
                        "Transfer-Encoding: chunked",
                        chunk + "Connection: close\r\n\r\n",
                        SMUGGLED),
                clear(
                        "an address as trailer",
                        "Transfer-Encoding: chunked",
                        chunk + "X-Real-IP: ::1\r\n\r\n",
                        SMUGGLED),
                new Clear(
                        "a GET with a body",
                        "GET /g HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + length + "\r\n\r\n" + SMUGGLED,
                        "GET /g HTTP/1.1",
                        SMUGGLED),
                new Clear(
                        "a HEAD with a body",
                        "HEAD /h HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + length + "\r\n\r\n" + SMUGGLED,
                        "HEAD /h HTTP/1.1",
                        SMUGGLED),
                new Clear(
                        "a method in lower case",
                        "get /l HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + length + "\r\n\r\n" + SMUGGLED,
                        "get /l HTTP/1.1",
                        SMUGGLED),
                new Clear("a HEAD in lower case", "head /l HTTP/1.1\r\nHost: app.test\r\n\r\n", "head /l HTTP/1.1", ""),
                new Clear(
                        "an absolute target",
                        "GET HTTP://APP.test/a?b HTTP/1.1\r\nHost: app.test\r\n\r\n",
                        "GET /a?b HTTP/1.1",
                        ""),
                new Clear(
                        "an upgrade to h2c",
                        "GET /u HTTP/1.1\r\nHost: app.test\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c"
                                + "\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
                        "GET /u HTTP/1.1",
                        ""));
    }

    static Stream<Case> last() {
        return Stream.of(
                get("close", "HTTP/1.1", "Connection: close"),
                get("close among others", "HTTP/1.1", "Connection: keep-alive, Close"),
                get("close in a second field", "HTTP/1.1", "Connection: keep-alive\r\nConnection:close"),
                get("HTTP/1.0", "HTTP/1.0", "X: y"),
                get("HTTP/1.0 that says both", "HTTP/1.0", "Connection: keep-alive, close"));
    }

    private static Case post(String what, String... fields) {
        boolean coded = fields[0].matches("[0-9|]+");
        String lines = String.join("\r\n", List.of(fields).subList(coded ? 1 : 0, fields.length));
        return new Case(
                what, coded ? fields[0] : "400", "POST / HTTP/1.1\r\nHost: app.test\r\n" + lines + "\r\n\r\n0\r\n\r\n");
    }

    private static Case line(String what, String statuses, String requestLine) {
        return new Case(what, statuses, requestLine + "\r\nHost: app.test\r\n\r\n");
    }

    private static Case host(String what, String... fields) {
        return new Case(what, "400", "GET / HTTP/1.1\r\n" + String.join("\r\n", fields) + "\r\n\r\n");
    }

    private static Case chunk(String what, String bytes) {
        return new Case(what, "400", bytes);
    }

    private static String counted(String length) {
        return "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: " + length + "\r\n\r\nhello";
    }

    private static Clear clear(String what, String fields, String bytes, String body) {
        return new Clear(
                what, "POST /p HTTP/1.1\r\nHost: app.test\r\n" + fields + "\r\n\r\n" + bytes, "POST /p HTTP/1.1", body);
    }

    private static Case get(String what, String version, String fields) {
        return new Case(what, "200", "GET /last " + version + "\r\nHost: app.test\r\n" + fields + "\r\n\r\n");
    }
}
