package dev.sluice.whole.h2;

import static dev.sluice.harness.h2.Frame.INITIAL_WINDOW_SIZE;
import static dev.sluice.whole.h2.Stage.getting;
import static dev.sluice.whole.h2.Stage.posting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Backend;
import dev.sluice.harness.h2.H2Client;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Windows towards backends (RFC 9113 §5.2): theirs are kept to, and ours hold what no client takes. */
class BackendWindowsTest {

    @Test
    void aBackendsWindowIsKeptTo() throws Exception {
        CountDownLatch checked = new CountDownLatch(1);
        try (H2Backend backend = H2Backend.start(peer -> {
                    peer.open(INITIAL_WINDOW_SIZE, 5);
                    Frame head = peer.request();
                    assertThat(peer.take(Frame.DATA, head.stream()).text()).isEqualTo("hello");
                    peer.ping();
                    assertThat(peer.seen())
                            .filteredOn(frame -> frame.type() == Frame.DATA)
                            .hasSize(1);
                    checked.countDown();
                    peer.send(Frame.windowUpdate(head.stream(), 100));
                    peer.respondOk(head, peer.body(head));
                    peer.expectEnd();
                });
                Edge edge = Edge.start(Edge.site("\"" + backend.target() + "\""));
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(posting(1, "/"), Frame.data(1, "hello"));
            checked.await();
            client.send(Frame.data(1, " there").last());
            assertThat(client.body(client.headers(1))).isEqualTo(" there");
        }
    }

    @Test
    void aBackendIsHeldByTheClientThatDoesNotTake() throws Exception {
        int size = 24 << 20;
        CountDownLatch held = new CountDownLatch(1);
        try (H2Backend backend = H2Backend.start(peer -> {
                    peer.open();
                    Frame head = peer.request();
                    peer.send(Frame.headers(head.stream(), ":status", "200"));
                    Sending download = new Sending(peer, head.stream(), size);
                    download.untilNoWindowComes();
                    assertThat(download.sent()).isLessThan(size);
                    held.countDown();
                    download.toTheEnd();
                    peer.expectEnd();
                });
                Edge edge = Edge.start(Edge.site("\"" + backend.target() + "\""));
                H2Client client = H2Client.plain(edge.plain(), INITIAL_WINDOW_SIZE, 0)) {
            client.send(getting(1, "/"));
            Frame head = client.headers(1);
            held.await();
            client.send(Frame.windowUpdate(0, size), Frame.windowUpdate(1, size));
            assertThat(client.body(head)).hasSize(size);
        }
    }

    @Test
    void itsPingsAndSettingsAreAcknowledged() throws Exception {
        try (H2Backend backend = H2Backend.start(peer -> {
                    peer.open();
                    Frame head = peer.request();
                    peer.take("an acknowledgement", frame -> frame.type() == Frame.SETTINGS && frame.isAck());
                    peer.ping();
                    peer.send(Frame.settings(INITIAL_WINDOW_SIZE, 1 << 20));
                    peer.take("another", frame -> frame.type() == Frame.SETTINGS && frame.isAck());
                    peer.respondOk(head, "ok");
                    peer.expectEnd();
                });
                Edge edge = Edge.start(Edge.site("\"" + backend.target() + "\""));
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(getting(1, "/"));
            assertThat(client.body(client.headers(1))).isEqualTo("ok");
        }
    }
}
