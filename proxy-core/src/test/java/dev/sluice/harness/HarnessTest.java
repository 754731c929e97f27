package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.harness.Message.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The tests' own tools, without a proxy in between: a tool that cannot fail proves nothing. */
class HarnessTest {

    @Test
    void aClientAndABackendExchangeMessagesOfEveryFraming() throws IOException {
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    peer.respondOk("one");
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\nX-Sum: 2\r\n\r\n");
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\n\r\nthree");
                });
                RawClient client = connect(backend)) {
            assertThat(client.exchange("GET /1 HTTP/1.1").framing()).isEqualTo(Framing.COUNTED);
            Message second = client.exchange("GET /2 HTTP/1.1");
            assertThat(second.body()).isEqualTo("two");
            assertThat(second.trailers()).containsExactly(new Message.Field("X-Sum", "2"));
            assertThat(client.exchange("GET /3 HTTP/1.1").body()).isEqualTo("three");
            assertThat(backend.received()).contains("GET /2 HTTP/1.1\r\n\r\n");
            assertThat(backend.requests()).extracting(Message::target).containsExactly("/1", "/2", "/3");
        }
    }

    @Test
    void aTruncatedBodyIsNotTakenForAWholeOne() throws IOException {
        for (String start : List.of("Content-Length: 9\r\n\r\nshort", "Transfer-Encoding: chunked\r\n\r\n9\r\nshort")) {
            try (RawBackend backend = RawBackend.start(peer -> {
                        peer.request();
                        peer.send("HTTP/1.1 200 OK\r\n" + start);
                    });
                    RawClient client = connect(backend)) {
                assertThatThrownBy(() -> client.exchange("GET / HTTP/1.1")).isInstanceOf(TruncatedException.class);
            }
        }
    }

    @Test
    void aMalformedRequestFailsTheBackend() throws IOException {
        RawBackend backend = RawBackend.echo();
        try (RawClient client = connect(backend)) {
            client.send("GET / HTTP/1.1\r\nName : value\r\n\r\n");
            client.expectClosed();
        }
        assertThatThrownBy(backend::close).hasRootCauseInstanceOf(WireReader.MalformedException.class);
    }

    @Test
    void aConnectionThatStaysOpenFailsTheExpectationOfItsEnd() throws IOException {
        try (RawBackend backend = RawBackend.echo();
                RawClient client = connect(backend)) {
            client.patience(Duration.ofMillis(50));
            assertThatThrownBy(client::expectClosed).hasMessageContaining("still open");
            client.expectSilence(Duration.ofMillis(20));
        }
    }

    @Test
    void theLeakGateSeesALostBuffer() {
        ByteBuf kept = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        Awaitility.await().untilAsserted(() -> assertThat(LeakGate.lose()).isNotEmpty());
        Awaitility.await().untilAsserted(() -> assertThat(LeakDetector.leaks()).isEmpty());
        kept.release();
        assertThat(LeakDetector.leaks()).isEmpty();
    }

    private static RawClient connect(RawBackend backend) throws IOException {
        return RawClient.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), backend.port()));
    }
}
