package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunked bodies that are not exact never reach a backend as a whole request, and what follows them never as another. */
class ChunkRefusalTest {
    private static final String SMUGGLED = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: app.test\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+5\r\nhello\r\n",
                "-5\r\nhello\r\n",
                "0x5\r\nhello\r\n",
                " 5\r\nhello\r\n",
                "5 \r\nhello\r\n",
                "5 5\r\nhello\r\n",
                "\r\nhello\r\n",
                "g\r\nhello\r\n",
                "5g\r\nhello\r\n",
                "10000000000000005\r\nhello\r\n",
                "8000000000000005\r\nhello\r\n",
                "00000000000000000000000000000005x\r\nhello\r\n",
                "5\nhello\r\n",
                "5\rhello\r\n",
                "5;a\nhello\r\n",
                "5;a=\"\r\nhello\r\n\u0000\r\n",
                "5\r\nhelloXX",
                "5\r\nhello\n",
                "5\r\nhello\rX",
                "5\r\nhello0\r\n\r\n",
                "0\r\nX-Sum : 1\r\n\r\n",
                "0\r\n folded\r\n\r\n",
                "0\r\nX-Sum: 1\n\r\n",
                "0\r\nno colon\r\n\r\n"
            })
    void aMalformedChunkEndsTheExchange(String body) throws Exception {
        AtomicInteger whole = new AtomicInteger();
        try (RawBackend backend = counting(whole);
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send("POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n" + body + SMUGGLED);
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1 ");
            assertThat(backend.received()).doesNotContain("/smuggled").doesNotContain("0\r\n\r\n");
            assertThat(whole).hasValue(0);
        }
    }

    @Test
    void chunkExtensionsWithoutEndAreCutOff() throws Exception {
        AtomicInteger whole = new AtomicInteger();
        try (RawBackend backend = counting(whole);
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST / HTTP/1.1", "Host: app.test", "Transfer-Encoding: chunked");
            client.send("5;" + "x".repeat(256 * 1024));
            assertThat(client.untilClosed()).doesNotContain(" 200 ");
            assertThat(backend.received()).doesNotContain("xxxx");
            assertThat(whole).hasValue(0);
        }
    }

    @Test
    void aSizeLineOfMoreThanFourKilobytesIsRefusedAlsoWhereItComesWhole() throws Exception {
        AtomicInteger whole = new AtomicInteger();
        try (RawBackend backend = counting(whole);
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send("POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n5;" + "x".repeat(4100)
                    + "\r\nhello\r\n0\r\n\r\n");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ");
            assertThat(whole).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1;e=", "01; e=\"", "f;a;b;c="})
    void smallChunksWithLongExtensionsAreRefusedBeforeTheyCostMuch(String line) throws Exception {
        AtomicInteger whole = new AtomicInteger();
        int size = Integer.parseInt(line.substring(0, line.indexOf(';')), 16);
        String chunk = line + "x".repeat(200) + (line.endsWith("\"") ? "\"" : "") + "\r\n" + "y".repeat(size) + "\r\n";
        try (RawBackend backend = counting(whole);
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST / HTTP/1.1", "Host: app.test", "Transfer-Encoding: chunked");
            client.send(chunk.repeat(120) + "0\r\n\r\n");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ");
            assertThat(whole).hasValue(0);
        }
    }

    @Test
    void smallChunksWithLongExtensionsOfABackendEndItsAnswer() throws Exception {
        String chunk = "1;" + "x".repeat(500) + "\r\ny\r\n";
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.send(
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(100) + "0\r\n\r\n");
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("GET / HTTP/1.1", "Host: app.test");
            assertThat(client.untilClosed()).doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void extensionsThatGoWithDataAndSingleBytesWithoutAreTaken() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST /x HTTP/1.1", "Host: app.test", "Transfer-Encoding: chunked");
            client.send("1;" + "x".repeat(4000) + "\r\na\r\n");
            client.send(("800;signature=" + "x".repeat(2000) + "\r\n" + "b".repeat(0x800) + "\r\n").repeat(50));
            client.send("1\r\nc\r\n".repeat(20_000) + "0\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("POST /x a" + "b".repeat(0x800 * 50) + "c".repeat(20_000));
        }
    }

    @Test
    void trailersWithoutEndAreCutOff() throws Exception {
        AtomicInteger whole = new AtomicInteger();
        try (RawBackend backend = counting(whole);
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST / HTTP/1.1", "Host: app.test", "Transfer-Encoding: chunked");
            client.send("0\r\n" + "X-Sum: 1\r\n".repeat(50_000));
            assertThat(client.untilClosed()).doesNotContain(" 200 ");
            assertThat(whole).hasValue(0);
        }
    }

    @Test
    void smallChunkExtensionsAndLongZerosAreTaken() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST /x HTTP/1.1", "Host: app.test", "Transfer-Encoding: chunked");
            client.send("5;name=value\r\nhello\r\n0005\r\nthere\r\nA\r\n0123456789\r\n0;last\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("POST /x hellothere0123456789");
            assertThat(backend.received()).doesNotContain("name=value");
        }
    }

    @Test
    void aChunkedBodyInSingleBytesArrivesWhole() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendInPieces(
                    "POST /x HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked"
                            + "\r\n\r\n5\r\nhello\r\n1;e\r\n!\r\n0\r\nX-Sum: 6\r\n\r\nGET /next HTTP/1.1\r\nHost: app.test\r\n\r\n",
                    1);
            assertThat(client.response().body()).isEqualTo("POST /x hello!");
            assertThat(client.response().body()).isEqualTo("GET /next ");
        }
    }

    private static RawBackend counting(AtomicInteger whole) throws Exception {
        return RawBackend.start(peer -> {
            for (Message request = peer.requestOrEnd(); request != null; request = peer.requestOrEnd()) {
                whole.incrementAndGet();
                peer.respondOk("whole");
            }
        });
    }
}
