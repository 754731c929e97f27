package dev.sluice.whole.h2;

import static dev.sluice.whole.h2.Stage.getting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A drain says twice that it ends: first that no stream is wanted, then which was the last (RFC 9113 §6.8). */
class DrainTest {

    @Test
    void whatIsUnderWayIsFinishedBetweenTwoGoaways() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    answer.await();
                    peer.respondOk("late");
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(getting(1, "/"));
            Awaitility.await().until(() -> backend.requests().size() == 1);
            FutureTask<Void> drain = draining(edge);
            Frame first = client.take("GOAWAY", frame -> frame.type() == Frame.GOAWAY);
            assertThat(first.number(0)).isEqualTo(Integer.MAX_VALUE);
            assertThat(first.number(4)).isZero();
            Frame second = client.take("the second GOAWAY", frame -> frame.type() == Frame.GOAWAY);
            assertThat(second.number(0)).isEqualTo(1);
            assertThat(second.number(4)).isZero();
            answer.countDown();
            assertThat(client.body(client.headers(1))).isEqualTo("late");
            client.expectEnd();
            drain.get();
        }
    }

    /** A request that was on its way when the first was sent is still served. */
    @Test
    void aRequestBetweenTheTwoIsServed() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    answer.await();
                    peer.respondOk("late");
                });
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.acknowledgesNothing();
            client.send(getting(1, "/"));
            Awaitility.await().until(() -> backend.requests().size() == 1);
            FutureTask<Void> drain = draining(edge);
            client.take("GOAWAY", frame -> frame.type() == Frame.GOAWAY);
            client.send(getting(3, "/"));
            Awaitility.await().until(() -> backend.requests().size() == 2);
            answer.countDown();
            assertThat(client.body(client.headers(1))).isEqualTo("late");
            assertThat(client.body(client.headers(3))).isEqualTo("late");
            client.expectEnd();
            drain.get();
        }
    }

    @Test
    void anIdleConnectionIsToldAndEnded() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            Stage.expectServes(client);
            FutureTask<Void> drain = draining(edge);
            Frame goAway = client.take("GOAWAY", frame -> frame.type() == Frame.GOAWAY);
            assertThat(goAway.number(4)).isZero();
            client.expectEnd();
            drain.get();
        }
    }

    private static FutureTask<Void> draining(Edge edge) {
        FutureTask<Void> drain = new FutureTask<>(() -> {
            edge.drain();
            return null;
        });
        Thread.ofPlatform().start(drain);
        return drain;
    }
}
