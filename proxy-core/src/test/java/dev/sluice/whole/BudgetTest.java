package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Ends;
import dev.sluice.harness.Ntlm;
import dev.sluice.harness.Peer;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.h2.Block;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Backend;
import dev.sluice.harness.h2.H2Client;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever clients make the edge hold stays within its budgets, and newcomers are served all the same. */
class BudgetTest {
    private static final int MANY = 300;
    private static final long MB = 1 << 20;

    private final List<AutoCloseable> clients = new ArrayList<>();
    private @Nullable RawBackend backend;
    private @Nullable Edge edge;

    private Edge edge(String... properties) throws Exception {
        for (String property : properties) {
            System.setProperty("sluice.max." + property.split("=")[0], property.split("=")[1]);
        }
        backend = RawBackend.start(BudgetTest::talk);
        edge = Edge.start(Ends.ADMIN + "sites: {app.test: {redirect-http: off, tls: self-signed, to: \""
                + backend.target() + "\"}}");
        return edge;
    }

    private static void talk(Peer peer) throws Exception {
        while (true) {
            var head = peer.requestHead();
            if (head.target().startsWith("/held")) {
                peer.untilClosed();
                return;
            }
            if (head.target().startsWith("/big")) {
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
                peer.sendInBackground(new byte[1 << 20], 95).join();
                return;
            }
            if (head.field("Upgrade") != null) {
                peer.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n");
                while (true) {
                    peer.send(peer.exactly(10));
                }
            }
            peer.respondOk("served");
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        if (edge != null) {
            edge.close();
        }
        if (backend != null) {
            backend.close();
        }
        for (String each : List.of("heap", "native", "descriptors")) {
            System.clearProperty("sluice.max." + each);
        }
    }

    private <T extends AutoCloseable> T keep(T client) {
        clients.add(client);
        return client;
    }

    private static double figure(Edge edge, String sample) throws IOException {
        return edge.metrics()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void assertWithinBudget(Edge edge) throws IOException {
        for (String resource : List.of("heap", "native", "descriptors")) {
            String label = "{resource=\"" + resource + "\"}";
            assertThat(figure(edge, "sluice_budget_used" + label))
                    .as(resource)
                    .isLessThanOrEqualTo(figure(edge, "sluice_budget_limit" + label));
        }
    }

    private static double shed(Edge edge, String what, String missing) throws IOException {
        return figure(edge, "sluice_shed_total{short=\"" + missing + "\",what=\"" + what + "\"}");
    }

    private static boolean served(Edge edge) {
        try (RawClient newcomer = edge.client()) {
            newcomer.patience(Duration.ofSeconds(5));
            return newcomer.exchange("GET /x HTTP/1.1", "Host: app.test").status() == 200;
        } catch (IOException refused) {
            return false;
        }
    }

    /** A newcomer may have to come a second time while the crowd has only just come. */
    private static void assertNewcomersAreServed(Edge edge) {
        for (int i = 0; i < 5; i++) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> served(edge));
        }
    }

    @Test
    void whoIsIdleGivesWayBeforeWhoIsBusy() throws Exception {
        Edge edge = edge("heap=" + 2 * MB);
        List<RawClient> tunnels = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawClient tunnel = keep(edge.client());
            tunnel.sendHead("GET / HTTP/1.1", "Host: app.test", "Connection: Upgrade", "Upgrade: test");
            assertThat(tunnel.readHead().status()).isEqualTo(101);
            tunnels.add(tunnel);
        }
        for (int i = 0; i < 4 * MANY; i++) {
            RawClient idle = keep(edge.client());
            assertThat(idle.exchange("GET /x HTTP/1.1", "Host: app.test").status())
                    .isEqualTo(200);
        }
        assertThat(shed(edge, "idle_connection", "heap")).isPositive();
        assertThat(shed(edge, "busy_connection", "heap")).isZero();
        assertWithinBudget(edge);
        for (RawClient tunnel : tunnels) {
            tunnel.send("still here");
            assertThat(tunnel.exactly(10)).isEqualTo("still here");
        }
    }

    @Test
    void headsCountByTheirDecodedBytesHoweverFewWereSent() throws Exception {
        Edge edge = edge("heap=" + 4 * MB);
        H2Client client = keep(H2Client.plain(edge.plain()));
        byte[] block = new Block()
                .literals(":method", "GET", ":scheme", "http", ":path", "/held", ":authority", "app.test")
                .bytes();
        for (int i = 0; i < 100; i++) {
            Block large = new Block().raw(block);
            if (i == 0) {
                large.indexing("x-large", "v".repeat(3000));
            }
            for (int k = 0; k < 19; k++) {
                large.indexed(62);
            }
            client.send(Frame.block(1 + 2 * i, large.bytes()).last());
        }
        client.ping();
        List<Frame> refused = client.seen().stream()
                .filter(frame -> frame.type() == Frame.RST_STREAM)
                .toList();
        assertThat(refused).hasSizeBetween(20, 80).allMatch(frame -> frame.number(0) == 7);
        assertThat(shed(edge, "request", "heap")).isEqualTo(refused.size());
        assertWithinBudget(edge);
        assertNewcomersAreServed(edge);
    }

    private static void askOften(H2Client client, String path, String host) {
        String[] request = {":method", "GET", ":scheme", "http", ":path", path, ":authority", host};
        try {
            for (int k = 0; k < 100; k++) {
                client.send(Frame.headers(1 + 2 * k, request).last());
            }
        } catch (IOException givenUp) {
            return; // for others of its kind
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.test", "nobody.test"})
    void answersThatNobodyTakesAreHeldWithinTheBudget(String host) throws Exception {
        Edge edge = edge("heap=" + 2 * MB, "native=" + 4 * MB);
        for (int i = 0; i < MANY / 10; i++) {
            H2Client client = keep(H2Client.plain(edge.plain(), Frame.INITIAL_WINDOW_SIZE, 0));
            askOften(client, "/x", host);
        }
        assertNewcomersAreServed(edge);
        assertWithinBudget(edge);
    }

    @Test
    void theLargestHolderGivesWayFirst() throws Exception {
        Edge edge = edge("heap=" + 3 * MB);
        List<RawClient> modest = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawClient client = keep(RawClient.plainFrom("127.0.0.2", edge.plain()));
            assertThat(client.exchange("GET /x HTTP/1.1", "Host: app.test").status())
                    .isEqualTo(200);
            modest.add(client);
        }
        for (int i = 0; i < 4 * MANY; i++) {
            RawClient client = keep(edge.client());
            client.sendHead("GET /held HTTP/1.1", "Host: app.test");
        }
        assertNewcomersAreServed(edge);
        assertThat(shed(edge, "busy_connection", "heap")).isPositive();
        for (RawClient client : modest) {
            assertThat(client.exchange("GET /x HTTP/1.1", "Host: app.test").status())
                    .as("idle all the while, but of another address")
                    .isEqualTo(200);
        }
    }

    @Test
    void behindABalancerEachClientGivesWayForWhatItHoldsItself() throws Exception {
        System.setProperty("sluice.max.heap", Long.toString(3 * MB));
        backend = RawBackend.start(BudgetTest::talk);
        Edge behind =
                edge = Edge.start("proxy-protocol: on\ntrusted-proxies: [127.0.0.0/8]\n" + Edge.site(backend.target()));
        List<RawClient> modest = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawClient client = keep(behind.client());
            client.send("PROXY TCP4 203.0.113.8 192.0.2.1 4711 443\r\n");
            assertThat(client.exchange("GET /x HTTP/1.1", "Host: app.test").status())
                    .isEqualTo(200);
            modest.add(client);
        }
        for (int i = 0; i < 4 * MANY; i++) {
            RawClient client = keep(behind.client());
            client.send("PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n");
            client.sendHead("GET /held HTTP/1.1", "Host: app.test");
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> backend().openConnections() > 100);
        for (RawClient client : modest) {
            assertThat(client.exchange("GET /x HTTP/1.1", "Host: app.test").status())
                    .as("idle all the while, but another client")
                    .isEqualTo(200);
        }
    }

    @Test
    void descriptorsAreCountedByRequestToo() throws Exception {
        Edge edge = edge("descriptors=120");
        for (int i = 0; i < 4; i++) {
            askOften(keep(H2Client.plain(edge.plain())), "/held", "app.test");
        }
        assertNewcomersAreServed(edge);
        assertWithinBudget(edge);
        assertThat(shed(edge, "backend_connection", "descriptors")).isPositive();
        assertThat(backend().openConnections()).isLessThanOrEqualTo(120);
    }

    @Test
    void aBackendConnectionThatOneClientAloneMayUseGivesWayBeforeAnyClient() throws Exception {
        Edge edge = edge("descriptors=150");
        List<RawClient> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(keep(edge.client()));
            assertThat(Ntlm.get(all.getLast(), "NTLM 1").status()).isEqualTo(200);
        }
        assertThat(shed(edge, "kept_backend", "descriptors")).isPositive();
        assertThat(shed(edge, "idle_connection", "descriptors")).isZero();
        assertWithinBudget(edge);
        for (RawClient client : all) {
            assertThat(Ntlm.get(client, null).status()).isEqualTo(200);
        }
    }

    @Test
    void idleConnectionsToBackendsWithHttp2GiveWayToOthers() throws Exception {
        System.setProperty("sluice.max.descriptors", "60");
        StringBuilder targets = new StringBuilder();
        for (int i = 0; i < 70; i++) {
            H2Backend one = keep(H2Backend.start(peer -> {
                peer.open();
                for (Frame next = peer.requestOrEnd(); next != null; next = peer.requestOrEnd()) {
                    peer.respondOk(next, "served");
                }
            }));
            targets.append(i == 0 ? "" : ", ").append('"').append(one.target()).append('"');
        }
        Edge before = edge =
                Edge.start(Ends.ADMIN + "sites: {app.test: {tls: off, balance: round-robin, to: [" + targets + "]}}");
        RawClient client = keep(before.client());
        for (int i = 0; i < 140; i++) {
            assertThat(client.exchange("GET /x HTTP/1.1", "Host: app.test").status())
                    .isEqualTo(200);
        }
        assertThat(shed(before, "kept_backend", "descriptors")).isPositive();
        assertWithinBudget(before);
    }

    private RawBackend backend() {
        if (backend == null) {
            throw new IllegalStateException("not started");
        }
        return backend;
    }

    @Test
    void slowReadersShareWhatThereIs() throws Exception {
        Edge edge = edge("native=" + 6 * MB);
        for (int i = 0; i < MANY; i++) {
            RawClient client = keep(RawClient.slowReader(edge.plain()));
            client.sendHead("GET /big HTTP/1.1", "Host: app.test");
        }
        assertNewcomersAreServed(edge);
        Awaitility.await().untilAsserted(() -> assertWithinBudget(edge));
    }

    @ParameterizedTest
    @ValueSource(strings = {"head", "pipelined", "hello", "chunks", "upload"})
    void whatHasComeInPartIsHeldWithinTheBudget(String kind) throws Exception {
        Edge edge = edge("native=" + 5 * MB);
        for (int i = 0; i < MANY; i++) {
            RawClient client = keep(RawClient.plain(kind.equals("hello") ? edge.tls() : edge.plain()));
            try {
                switch (kind) {
                    case "head" -> client.send("GET / HTTP/1.1\r\nHost: app.test\r\nX: " + "x".repeat(60_000));
                    case "pipelined" ->
                        client.send("GET /held HTTP/1.1\r\nHost: app.test\r\n\r\n"
                                + "GET /x HTTP/1.1\r\nHost: app.test\r\n\r\n".repeat(2_000));
                    case "hello" -> client.send(hello(15_000));
                    case "chunks" ->
                        client.send("POST /held HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "1\r\nx\r\n".repeat(500));
                    default ->
                        client.send("POST /held HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1000000\r\n\r\n"
                                + "x".repeat(100_000));
                }
            } catch (IOException givenUp) {
                continue;
            }
        }
        assertNewcomersAreServed(edge);
        Awaitility.await().untilAsserted(() -> assertWithinBudget(edge));
    }

    /** The beginning of a ClientHello of 16 KB. */
    private static byte[] hello(int length) {
        byte[] bytes = new byte[length];
        byte[] start = {22, 3, 1, 0x3f, (byte) 0xf0, 1, 0, 0x3f, (byte) 0xec, 3, 3};
        System.arraycopy(start, 0, bytes, 0, start.length);
        return bytes;
    }

    @Test
    void uploadsOverHttp2WhoseBackendTakesNothingAreHeldWithinTheBudget() throws Exception {
        Edge edge = edge("native=" + 5 * MB);
        for (int i = 0; i < 20; i++) {
            H2Client client = keep(H2Client.plain(edge.plain()));
            try {
                for (int k = 0; k < 50; k++) {
                    int stream = 1 + 2 * k;
                    client.send(Frame.headers(
                            stream, ":method", "POST", ":scheme", "http", ":path", "/held", ":authority", "app.test"));
                    for (int m = 0; m < 4; m++) {
                        client.send(Frame.data(stream, "x".repeat(16_000)));
                    }
                }
            } catch (IOException givenUp) {
                continue;
            }
        }
        assertNewcomersAreServed(edge);
        Awaitility.await().untilAsserted(() -> assertWithinBudget(edge));
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() throws Exception {
        Edge edge = edge("heap=" + 3 * MB, "native=" + 6 * MB);
        for (int round = 0; round < 5; round++) {
            List<RawClient> crowd = new ArrayList<>();
            for (int i = 0; i < MANY / 3; i++) {
                RawClient client = edge.tlsClient("app.test");
                crowd.add(client);
                client.sendHead("GET /held HTTP/1.1", "Host: app.test");
            }
            for (RawClient client : crowd) {
                client.close();
            }
        }
        Awaitility.await().untilAsserted(() -> {
            assertThat(figure(edge, "sluice_connections_open")).isZero();
            assertThat(figure(edge, "sluice_budget_used{resource=\"heap\"}")).isLessThan(20_000);
            assertThat(figure(edge, "sluice_budget_used{resource=\"native\"}")).isLessThan(20_000);
            assertThat(figure(edge, "sluice_budget_used{resource=\"descriptors\"}"))
                    .isLessThan(10);
        });
    }
}
