package dev.sluice.whole.h2;

import static dev.sluice.whole.h2.Stage.getting;
import static dev.sluice.whole.h2.Stage.posting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Ends;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Backend;
import dev.sluice.harness.h2.H2Client;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that speak HTTP/2 in plain text, by {@code h2c://}. */
class Http2BackendTest {

    @Test
    void aClientOfHttp1IsServed() throws Exception {
        try (H2Backend backend = H2Backend.echo();
                Edge edge = before(backend);
                RawClient client = edge.client()) {
            assertThat(client.exchange("GET /a?b HTTP/1.1", "Host: app.test").body())
                    .isEqualTo("GET /a?b ");
            client.sendHead("POST /c HTTP/1.1", "Host: app.test", "Transfer-Encoding: chunked", "Cookie: a=1; b=2");
            client.sendChunk("hello");
            client.send("0\r\n\r\n");
            Message answer = client.response();
            assertThat(answer.body()).isEqualTo("POST /c hello");
            Frame head = backend.requests().getLast();
            assertThat(head.field(":scheme")).isEqualTo("http");
            assertThat(head.field(":authority")).isEqualTo("app.test");
            assertThat(head.field("host")).isNull();
            assertThat(head.field("connection")).isNull();
            assertThat(head.field("transfer-encoding")).isNull();
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void manyStreamsShareOneConnection() throws Exception {
        CountDownLatch all = new CountDownLatch(20);
        try (H2Backend backend = H2Backend.start(peer -> {
                    peer.open();
                    List<Frame> requests = new ArrayList<>();
                    while (all.getCount() > 0) {
                        requests.add(peer.request());
                        all.countDown();
                    }
                    for (Frame request : requests.reversed()) {
                        peer.respondOk(request, "" + request.field(":path"));
                    }
                    peer.expectEnd();
                });
                Edge edge = before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            warmUp(client, 20);
            for (int i = 0; i < 20; i++) {
                assertThat(client.body(client.headers(2 * i + 1))).isEqualTo("/" + i);
            }
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    /** The first comes alone: how many streams a peer takes is known only when it has said so. */
    private static void warmUp(H2Client client, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            client.send(getting(2 * i + 1, "/" + i));
        }
    }

    @Test
    void noMoreStreamsAreOpenThanThePeerAllows() throws Exception {
        AtomicInteger most = new AtomicInteger();
        CountDownLatch answer = new CountDownLatch(1);
        try (H2Backend backend = H2Backend.start(peer -> {
                    peer.open(Frame.MAX_CONCURRENT_STREAMS, 2);
                    int open = 0;
                    List<Frame> requests = new ArrayList<>();
                    for (Frame next = peer.requestOrEnd(); next != null; next = peer.requestOrEnd()) {
                        requests.add(next);
                        open++;
                        most.accumulateAndGet(open, Math::max);
                        if (open == 2) {
                            answer.await();
                            for (Frame request : requests) {
                                peer.respondOk(request, "ok");
                            }
                            requests.clear();
                            open = 0;
                        }
                    }
                });
                Edge edge = before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            warmUp(client, 8);
            Awaitility.await().until(() -> backend.requests().size() >= 8 || backend.connections() >= 4);
            answer.countDown();
            for (int i = 0; i < 8; i++) {
                assertThat(client.headers(2 * i + 1).status()).isEqualTo(200);
            }
            assertThat(most.get()).isEqualTo(2);
            assertThat(backend.connections()).isGreaterThan(1);
        }
    }

    /** RFC 9113 §6.8: what is above the last stream was not processed, and may be sent again whatever its method. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void whatAGoawayLeftOutIsSentAgain(String method) throws Exception {
        try (H2Backend backend = H2Backend.start(peer -> {
                    peer.open();
                    Frame first = peer.request();
                    if (peer.number() == 1) {
                        peer.send(Frame.goAway(0, 0));
                        peer.expectEnd();
                    } else {
                        peer.respondOk(first, "again");
                        peer.expectEnd();
                    }
                });
                Edge edge = before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(Frame.headers(1, Stage.request(method, "/")).last());
            assertThat(client.body(client.headers(1))).isEqualTo("again");
            assertThat(backend.connections()).isEqualTo(2);
        }
    }

    /** RFC 9113 §8.7: a little body that was passed on already is passed on once more. */
    @Test
    void aRefusedRequestIsSentAgainWithItsBody() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (H2Backend backend = H2Backend.start(peer -> {
                    peer.open();
                    Frame first = peer.request();
                    String body = peer.body(first);
                    if (requests.getAndIncrement() == 0) {
                        peer.send(Frame.reset(first.stream(), Http2Error.REFUSED_STREAM));
                        Frame second = peer.request();
                        peer.respondOk(second, "again " + peer.body(second));
                    } else {
                        peer.respondOk(first, "again " + body);
                    }
                    peer.expectEnd();
                });
                Edge edge = before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(Frame.headers(1, Stage.request("POST", "/")));
            client.send(Frame.data(1, "some "));
            client.send(Frame.data(1, "body").last());
            assertThat(client.body(client.headers(1))).isEqualTo("again some body");
        }
    }

    @Test
    void whatIsKeptOfABodyForAnotherTryIsCountedAndGivenBack() throws Exception {
        try (H2Backend backend = H2Backend.start(peer -> {
                    peer.open();
                    Frame first = peer.request();
                    peer.respondOk(first, Integer.toString(peer.body(first).length()));
                    peer.expectEnd();
                });
                Edge edge = Edge.start(Ends.ADMIN + Edge.site("\"" + backend.target() + "\""));
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(Frame.headers(1, Stage.request("POST", "/")));
            long before = nativeBytes(edge);
            for (int i = 0; i < 50; i++) {
                client.send(Frame.data(1, "x".repeat(1000)));
            }
            Awaitility.await().until(() -> nativeBytes(edge) > before + 48_000);
            client.send(Frame.data(1, "").last());
            assertThat(client.body(client.headers(1))).isEqualTo("50000");
            Awaitility.await().until(() -> nativeBytes(edge) <= before);
        }
    }

    private static long nativeBytes(Edge edge) throws IOException {
        return edge.metrics()
                .lines()
                .filter(line -> line.startsWith("sluice_budget_used{resource=\"native\"}"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void whatAGoawayNamesIsFinishedAndWhatFollowsGoesElsewhere() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        try (H2Backend backend = H2Backend.start(peer -> {
                    peer.open();
                    Frame first = peer.request();
                    if (peer.number() == 1) {
                        peer.send(Frame.goAway(first.stream(), 0));
                        second.await();
                    }
                    peer.respondOk(first, "by " + peer.number());
                    peer.expectEnd();
                });
                Edge edge = before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(getting(1, "/"));
            Awaitility.await().until(() -> backend.requests().size() == 1);
            client.send(getting(3, "/"));
            assertThat(client.body(client.headers(3))).isEqualTo("by 2");
            second.countDown();
            assertThat(client.body(client.headers(1))).isEqualTo("by 1");
        }
    }

    /** RFC 9113 §8.7. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void aRefusedStreamIsSentAgain(String method) throws Exception {
        AtomicInteger refused = new AtomicInteger();
        try (H2Backend backend = H2Backend.start(peer -> {
                    peer.open();
                    for (Frame next = peer.requestOrEnd(); next != null; next = peer.requestOrEnd()) {
                        if (refused.getAndIncrement() == 0) {
                            peer.send(Frame.reset(next.stream(), Http2Error.REFUSED_STREAM));
                        } else {
                            peer.respondOk(next, "again");
                        }
                    }
                });
                Edge edge = before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(Frame.headers(1, Stage.request(method, "/")).last());
            assertThat(client.body(client.headers(1))).isEqualTo("again");
        }
    }

    @Test
    void anyOtherResetOfAPostIsNotSentAgain() throws Exception {
        try (H2Backend backend = H2Backend.start(peer -> {
                    peer.open();
                    for (Frame next = peer.requestOrEnd(); next != null; next = peer.requestOrEnd()) {
                        peer.send(Frame.reset(next.stream(), Http2Error.INTERNAL_ERROR));
                    }
                });
                Edge edge = before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(posting(1, "/"), Frame.data(1, "hello").last());
            assertThat(client.headers(1).status()).isEqualTo(502);
            assertThat(backend.requests()).hasSize(1);
        }
    }

    /** What gRPC lives on. */
    @Test
    void teAndTrailersPassBothWays() throws Exception {
        try (H2Backend backend = H2Backend.start(peer -> {
                    peer.open();
                    Frame head = peer.request();
                    assertThat(head.field("te")).isEqualTo("trailers");
                    assertThat(head.field("grpc-timeout")).isEqualTo("1S");
                    assertThat(peer.take(Frame.DATA, head.stream()).text()).isEqualTo("hello");
                    peer.send(Frame.headers(head.stream(), ":status", "200", "content-type", "application/grpc"));
                    peer.send(Frame.data(head.stream(), "world"));
                    peer.send(Frame.headers(head.stream(), "grpc-status", "0", "grpc-message", "")
                            .last());
                    peer.expectEnd();
                });
                Edge edge = before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(
                    posting(1, "/a.B/c", "te", "trailers", "content-type", "application/grpc", "grpc-timeout", "1S"));
            client.send(Frame.data(1, "hello").last());
            assertThat(client.headers(1).field("content-type")).isEqualTo("application/grpc");
            assertThat(client.take(Frame.DATA, 1).text()).isEqualTo("world");
            Frame trailers = client.headers(1);
            assertThat(trailers.field("grpc-status")).isEqualTo("0");
            assertThat(trailers.isLast()).isTrue();
        }
    }

    @Test
    void anAnswerOfTrailersOnlyStaysOneBlock() throws Exception {
        try (H2Backend backend = H2Backend.start(peer -> {
                    peer.open();
                    Frame head = peer.request();
                    peer.send(Frame.headers(head.stream(), ":status", "200", "grpc-status", "12")
                            .last());
                    peer.expectEnd();
                });
                Edge edge = before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            client.send(posting(1, "/a.B/c", "te", "trailers").last());
            Frame head = client.headers(1);
            assertThat(head.field("grpc-status")).isEqualTo("12");
            assertThat(head.isLast()).isTrue();
        }
    }

    private static Edge before(H2Backend backend) throws Exception {
        return Edge.start(Edge.site("\"" + backend.target() + "\""));
    }
}
