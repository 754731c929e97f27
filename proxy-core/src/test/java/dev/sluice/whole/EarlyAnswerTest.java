package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A backend that answers before the upload has ended: its answer counts, what has not been sent is nobody's request. */
class EarlyAnswerTest {
    private static final String SMUGGLED = RawClient.head("GET /smuggled HTTP/1.1", "Host: app.test");

    @Test
    void theConnectionOfAHalfUploadIsClosedAndNeverUsedAgain() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    if (peer.number() > 1) {
                        peer.echoAll();
                        return;
                    }
                    peer.requestHead();
                    assertThat(peer.exactly(5)).isEqualTo("hello");
                    // nothing says that this connection ends: only the count tells that it cannot go on
                    peer.respond("200 OK", "early", "Keep-Alive: timeout=60");
                    assertThat(peer.untilClosed()).isEmpty();
                    closed.countDown();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send(
                    RawClient.head("POST / HTTP/1.1", "Host: app.test", "Content-Length: " + (5 + SMUGGLED.length()))
                            + "hello");
            assertThat(client.response().body()).isEqualTo("early");
            for (int i = 0; i < 8; i++) {
                try (RawClient other = edge.client()) {
                    assertThat(other.exchange("GET /other HTTP/1.1", "Host: app.test")
                                    .body())
                            .isEqualTo("GET /other ");
                }
            }
            trySend(client, SMUGGLED);
            client.expectClosed();
            closed.await();
            assertThat(backend.received()).doesNotContain("/smuggled");
        }
    }

    @Test
    void anAnswerThatRacesWithTheRestOfTheUploadDoesNotMakeTheRestARequest() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    while (true) {
                        Message head = peer.requestHead();
                        peer.respondOk(head.target());
                        assertThat(peer.rest(head).body()).isEqualTo(SMUGGLED);
                    }
                });
                Edge edge = Edge.before(backend)) {
            for (int i = 0; i < 30; i++) {
                try (RawClient client = edge.client()) {
                    client.send(RawClient.head(
                            "POST /" + i + " HTTP/1.1", "Host: app.test", "Content-Length: " + SMUGGLED.length()));
                    // the rest races with the answer
                    trySend(client, SMUGGLED);
                    assertThat(client.response().body()).isEqualTo("/" + i);
                }
            }
            assertThat(backend.requests())
                    .hasSize(30)
                    .noneMatch(seen -> seen.target().equals("/smuggled"));
        }
    }

    @Test
    void aRefusalReachesTheClientThoughItsBackendResetsTheUpload() throws Exception {
        byte[] block = new byte[64 * 1024];
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.respond("413 Content Too Large", "too much", "Connection: close");
                    // closing with bytes unread resets the connection: writing to it fails behind the answer
                });
                Edge edge = Edge.before(backend)) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = edge.client()) {
                    client.sendHead("POST / HTTP/1.1", "Host: app.test", "Content-Length: 100000000");
                    Thread uploader = client.sendInBackground(block, 40);
                    Message answer = client.response();
                    assertThat(answer.status()).isEqualTo(413);
                    assertThat(answer.body()).isEqualTo("too much");
                    client.reset();
                    uploader.join();
                }
            }
            assertThat(backend.requests()).hasSize(20);
        }
    }

    @Test
    void aLongRefusalReachesAClientThatReadsOnlyAfterSending() throws Exception {
        String page = "no".repeat(200_000);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.requestHead();
                    peer.respond("403 Forbidden", page);
                    peer.untilClosed();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.sendHead("POST / HTTP/1.1", "Host: app.test", "Content-Length: 8000000");
            Thread uploader = client.sendInBackground(new byte[100_000], 80);
            uploader.join();
            assertThat(client.response().body()).isEqualTo(page);
            client.expectEnd();
        }
    }

    private static void trySend(RawClient client, String text) {
        try {
            client.send(text);
        } catch (IOException closed) {
            // Closed before it could be sent: as good as refused.
        }
    }
}
