package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Ends;
import dev.sluice.harness.LogWatch;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where there are as many connections as are allowed, those that are used least give way to newcomers. */
class ShedTest {
    private static final int MOST = 40;
    private static final int NEWEST = 5;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thoseIdleLongestGiveWay(boolean tls) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (RawBackend backend = RawBackend.echo();
                Edge edge = edge(backend, tls);
                LogWatch log = new LogWatch()) {
            for (int i = 0; i < MOST + MOST / 2; i++) {
                RawClient client = client(edge, tls);
                clients.add(client);
                assertThat(served(client)).as("newcomer " + i).isTrue();
            }
            List<RawClient> newest = clients.subList(clients.size() - NEWEST, clients.size());
            for (RawClient client : newest) {
                assertThat(served(client)).as("used just now").isTrue();
            }
            long closed = clients.stream().filter(ShedTest::ended).count();
            assertThat(closed).isGreaterThanOrEqualTo(MOST / 2);
            assertThat(log.warnings()).isEmpty();
        } finally {
            closeAll(clients);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void uploadsThatDoNotMoveGiveWay(boolean tls) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (RawBackend backend = RawBackend.start(peer -> {
                    if (peer.requestHead().method().equals("POST")) {
                        peer.untilClosed();
                    } else {
                        peer.respondOk("GET /x ");
                        peer.echoAll();
                    }
                });
                Edge edge = edge(backend, tls);
                LogWatch log = new LogWatch()) {
            for (int i = 0; i < MOST + MOST / 2; i++) {
                try {
                    RawClient client = client(edge, tls);
                    clients.add(client);
                    client.send("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 100000\r\n\r\nx");
                } catch (IOException refused) {
                    // there are enough of them already
                    continue;
                }
            }
            // nobody is called slow in the first ten seconds
            for (int i = 0; i < 5; i++) {
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> newcomerServed(edge, tls));
            }
            assertThat(log.warnings()).isEmpty();
        } finally {
            closeAll(clients);
        }
    }

    @Test
    void downloadsThatAreNotTakenGiveWayHoweverMuchTheSystemHoldsForThem() throws Exception {
        byte[] block = new byte[1 << 20];
        List<RawClient> clients = new ArrayList<>();
        try (RawBackend backend = RawBackend.start(peer -> {
                    if (peer.requestHead().target().equals("/big")) {
                        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n");
                        peer.sendInBackground(block, 900).join();
                    } else {
                        peer.respondOk("GET /x ");
                        peer.echoAll();
                    }
                });
                Edge edge = edge(backend, false)) {
            for (int i = 0; i < MOST; i++) {
                RawClient client = client(edge, false);
                clients.add(client);
                try {
                    client.sendHead("GET /big HTTP/1.1", "Host: app.test");
                    client.readHead();
                } catch (IOException refused) {
                    // its loop has enough of them already
                    continue;
                }
            }
            // ten seconds in which nobody is called slow, and ten in which what was buffered first is told from speed
            Awaitility.await()
                    .atMost(Duration.ofSeconds(50))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> newcomerServed(edge, false));
        } finally {
            closeAll(clients);
        }
    }

    private static boolean newcomerServed(Edge edge, boolean tls) {
        try (RawClient client = client(edge, tls)) {
            return served(client);
        } catch (IOException refused) {
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean served(RawClient client) throws IOException {
        return client.exchange("GET /x HTTP/1.1", "Host: app.test").body().equals("GET /x ");
    }

    private static boolean ended(RawClient client) {
        try {
            client.patience(Duration.ofMillis(20));
            client.expectEnd();
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static void closeAll(List<RawClient> clients) throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    private static Edge edge(RawBackend backend, boolean tls) throws Exception {
        return Edge.start(Ends.ADMIN + "limits: {connections: " + MOST + "}\nsites: {app.test: {tls: "
                + (tls ? "self-signed" : "off") + ", to: \"" + backend.target() + "\"}}");
    }

    private static RawClient client(Edge edge, boolean tls) throws Exception {
        return tls ? edge.tlsClient("app.test") : edge.client();
    }
}
