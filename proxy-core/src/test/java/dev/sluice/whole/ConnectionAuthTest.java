package dev.sluice.whole;

import static dev.sluice.harness.Ntlm.get;
import static dev.sluice.harness.Ntlm.login;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.Ntlm;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Backend;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who authenticates a connection to a backend (NTLM, Negotiate) has it alone: nobody else is answered as he is. */
class ConnectionAuthTest {
    private static final String ANONYMOUS = "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n";
    private static final int STRANGERS = 16;

    private RawBackend a;

    @BeforeEach
    void start() throws Exception {
        a = Ntlm.backend("a");
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
    }

    /** As many that every worker serves some: connections are kept by worker. */
    private static void assertStrangersAreAnonymous(Edge edge) throws Exception {
        for (int i = 0; i < STRANGERS; i++) {
            try (RawClient stranger = edge.client()) {
                Message answer = get(stranger, null);
                assertThat(answer.status()).as(answer.body()).isEqualTo(401);
                assertThat(answer.body()).endsWith(" null");
            }
        }
    }

    @Test
    void manyAtOnceAreEachAnsweredAsThemselves() throws Exception {
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        try (Edge edge = Edge.before(a);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String user = i % 2 == 0 ? "user" + i : null;
                all.add(threads.submit(() -> {
                    for (int round = 0; round < 4; round++) {
                        talk(edge, user, wrong);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void talk(Edge edge, @Nullable String user, Queue<String> wrong) throws IOException {
        try (RawClient client = edge.client()) {
            List<Message> answers = new ArrayList<>();
            if (user != null) {
                answers.add(login(client, user));
            }
            for (int i = 0; i < 5; i++) {
                answers.add(get(client, null));
            }
            for (Message answer : answers) {
                if (!answer.body().endsWith(" " + user)) {
                    wrong.add(user + " was answered " + answer.body());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NTLM 1", "Negotiate alice", "Negotiate"})
    void whatWasUsedForItNobodyElseGets(String credentials) throws Exception {
        try (Edge edge = Edge.before(a)) {
            // first it serves everybody
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < STRANGERS; i++) {
                clients.add(edge.client());
                assertThat(get(clients.getLast(), "Basic everybody").status()).isEqualTo(200);
            }
            int before = a.connections();
            get(clients.getFirst(), credentials.equals("Negotiate") ? null : credentials);
            assertThat(a.connections()).isEqualTo(before);
            String owned = get(clients.getFirst(), null).body().split(" ")[1];
            for (RawClient stranger : clients.subList(1, STRANGERS)) {
                assertThat(get(stranger, "Basic me").body()).isNotEqualTo("a " + owned + " me");
            }
            for (RawClient each : clients) {
                each.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Bearer"})
    void credentialsOfOneRequestLeaveTheConnectionToAll(String scheme) throws Exception {
        try (Edge edge = Edge.before(a)) {
            for (int i = 0; i < STRANGERS; i++) {
                try (RawClient client = edge.client()) {
                    assertThat(get(client, scheme + " user" + i).body()).endsWith(" user" + i);
                }
            }
            assertThat(a.connections()).isLessThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"least-requests", "round-robin", "random", "{hash: header Authorization}"})
    void aTalkOfThreeRequestsStaysAtOneOfSeveralEndpoints(String balance) throws Exception {
        try (RawBackend b = Ntlm.backend("b");
                Edge edge = Edge.start(Edge.site(both(a, b), "balance: " + balance))) {
            for (int i = 0; i < STRANGERS; i++) {
                try (RawClient client = edge.client()) {
                    Message answer = login(client, "user" + i);
                    assertThat(answer.body()).endsWith(" user" + i);
                    for (int k = 0; k < 5; k++) {
                        assertThat(get(client, null).body()).isEqualTo(answer.body());
                    }
                }
            }
        }
    }

    @Test
    void itGoesBeforeTheStickyCookieWhichFollows() throws Exception {
        try (RawBackend b = Ntlm.backend("b");
                Edge edge = Edge.start(Edge.site(both(a, b), "sticky: on"));
                RawClient other = edge.client();
                RawClient client = edge.client()) {
            String mine = login(client, "alice").body();
            String cookie = "";
            for (Message answer = get(other, "Basic bob"); cookie.isEmpty(); answer = get(other, "Basic bob")) {
                if (!answer.body().startsWith(mine.substring(0, 1))) {
                    cookie = String.valueOf(answer.field("Set-Cookie")).split(";")[0];
                }
            }
            Message answer = client.exchange("GET / HTTP/1.1", "Host: app.test", "Cookie: " + cookie);
            assertThat(answer.body()).isEqualTo(mine);
            assertThat(answer.field("Set-Cookie")).isNotNull();
        }
    }

    @Test
    void itEndsWithTheClientsConnection() throws Exception {
        try (Edge edge = Edge.before(a)) {
            for (String user : List.of("alice", "bob", "carol")) {
                try (RawClient client = edge.client()) {
                    assertThat(login(client, user).body()).endsWith(" " + user);
                }
                Awaitility.await().until(() -> a.openConnections() == 0);
            }
            assertStrangersAreAnonymous(edge);
        }
    }

    @Test
    void itEndsWithAConnectionThatEndsAsTheAnswerComes() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    gone.await();
                    peer.respond("401 Unauthorized", "", "WWW-Authenticate: NTLM");
                    peer.expectClosed();
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            client.send(ANONYMOUS);
            Awaitility.await().until(() -> !backend.requests().isEmpty());
            client.reset();
            gone.countDown();
            Awaitility.await().until(() -> backend.openConnections() == 0);
        }
    }

    @Test
    void pipelinedRequestsUseItInTheirOrder() throws Exception {
        try (Edge edge = Edge.before(a);
                RawClient client = edge.client()) {
            String mine = login(client, "alice").body();
            client.send(ANONYMOUS.repeat(10));
            for (int i = 0; i < 10; i++) {
                assertThat(client.response().body()).isEqualTo(mine);
            }
            client.send("GET / HTTP/1.1\r\nHost: app.test\r\nAuthorization: Negotiate bob\r\n\r\n" + ANONYMOUS);
            assertThat(client.response().body()).endsWith(" bob");
            assertThat(client.response().body()).endsWith(" bob");
            assertThat(a.connections()).isEqualTo(1);
        }
    }

    @Test
    void anUpgradeIsAskedOnIt() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    Message login = peer.request();
                    peer.respondOk(String.valueOf(login.field("Authorization")));
                    if (peer.requestHead().field("Upgrade") != null) {
                        peer.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
                        peer.send(login.field("Authorization") + "!");
                        peer.untilClosed();
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client()) {
            get(client, "Negotiate alice");
            client.sendHead("GET / HTTP/1.1", "Host: app.test", "Connection: Upgrade", "Upgrade: tcp");
            assertThat(client.response().status()).isEqualTo(101);
            assertThat(client.exactly(16)).isEqualTo("Negotiate alice!");
        }
    }

    /** The identity is lost then, and the client begins anew; a connection that somebody else has authenticated is no substitute. */
    @Test
    void aClientWhoseBackendClosesItIsAnonymousAgain() throws Exception {
        CountDownLatch login = new CountDownLatch(1);
        CountDownLatch close = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(peer -> {
                    if (peer.number() == 1) {
                        peer.request();
                        peer.respondOk("for alice");
                        login.countDown();
                        close.await();
                    } else {
                        Ntlm.talk("a", peer);
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client();
                RawClient other = edge.client()) {
            assertThat(get(client, "Negotiate alice").body()).isEqualTo("for alice");
            login.await();
            assertThat(get(other, "Negotiate bob").body()).isEqualTo("a 2 bob");
            close.countDown();
            Awaitility.await().until(() -> backend.openConnections() == 1);
            assertThat(get(client, null).body()).endsWith(" null");
            assertThat(login(client, "alice").body()).endsWith(" alice");
            assertThat(get(other, null).body()).isEqualTo("a 2 bob");
        }
    }

    @Test
    void aRequestThatMeetsTheCloseIsSentAgainWithoutAnIdentity() throws Exception {
        try (RawBackend backend = RawBackend.start(peer -> {
                    if (peer.number() == 1) {
                        peer.request();
                        peer.respondOk("for alice");
                        peer.readHead();
                        peer.reset();
                    } else {
                        Ntlm.talk("a", peer);
                    }
                });
                Edge edge = Edge.before(backend);
                RawClient client = edge.client();
                RawClient other = edge.client()) {
            get(client, "Negotiate alice");
            get(other, "Negotiate bob");
            assertThat(get(client, null).body()).endsWith(" null");
            assertThat(get(other, null).body()).isEqualTo("a 2 bob");
        }
    }

    @Test
    void aReloadLeavesItAlone() throws Exception {
        try (Edge edge = Edge.before(a);
                RawClient client = edge.client()) {
            String mine = login(client, "alice").body();
            for (int i = 0; i < 5; i++) {
                edge.reload(Edge.site(a.target(), "max-body: " + (i + 1) + "M"));
                assertThat(get(client, null).body()).isEqualTo(mine);
            }
            assertStrangersAreAnonymous(edge);
        }
    }

    @Test
    void itEndsWithItsEndpoint() throws Exception {
        try (RawBackend b = Ntlm.backend("b");
                Edge edge = Edge.before(a);
                RawClient client = edge.client()) {
            login(client, "alice");
            edge.reload(Edge.site(b.target()));
            Awaitility.await().until(() -> a.openConnections() == 0);
            assertThat(get(client, null).body()).startsWith("b ").endsWith(" null");
            assertThat(login(client, "alice").body()).startsWith("b ").endsWith(" alice");
        }
    }

    @Test
    void aStopDoesNotWaitForIt() throws Exception {
        try (Edge edge = Edge.before(a);
                RawClient client = edge.client()) {
            login(client, "alice");
            long begun = System.nanoTime();
            edge.drain();
            assertThat(System.nanoTime() - begun).isLessThan(2_000_000_000L);
            client.expectEnd();
            Awaitility.await().until(() -> a.openConnections() == 0);
        }
    }

    /** A backend that closes after so many seconds says so; else it is kept for as long as the client stays, up to a minute. */
    @Test
    void itIsKeptForLongerThanOneThatAllMayUse() throws Exception {
        try (Edge edge = Edge.before(a);
                RawClient client = edge.client();
                RawClient other = edge.client()) {
            String mine = login(client, "alice").body();
            get(other, "Basic bob");
            assertThat(a.openConnections()).isEqualTo(2);
            Awaitility.await().until(() -> a.openConnections() == 1);
            assertThat(get(client, null).body()).isEqualTo(mine);
        }
    }

    /** HTTP/2 knows no such authentication, so a backend that speaks both is asked over HTTP/1.1 (RFC 9113 §9.1 shares connections). */
    @Test
    void aBackendThatPrefersHttp2IsAskedOverHttp1(@TempDir Path folder) throws Exception {
        try (H2Backend h2 = H2Backend.start(peer -> {
                    peer.open();
                    for (Frame next = peer.requestOrEnd(); next != null; next = peer.requestOrEnd()) {
                        peer.send(Frame.headers(next.stream(), ":status", "401", "www-authenticate", "Negotiate, NTLM")
                                .last());
                    }
                });
                TlsFront front = front(folder, h2);
                Edge edge = before(front);
                RawClient client = edge.client();
                RawClient other = edge.client()) {
            assertThat(get(other, null).status()).isEqualTo(401);
            assertThat(login(client, "alice").body()).endsWith(" alice");
            for (int i = 0; i < 5; i++) {
                assertThat(get(client, null).body()).endsWith(" alice");
                assertThat(get(other, null).status()).isEqualTo(401);
            }
            assertThat(h2.requests()).hasSize(7).allMatch(head -> head.field("authorization") == null);
            assertThat(a.connections()).isEqualTo(1);
        }
    }

    /** RFC 9113 §7: what IIS says to a request over HTTP/2 that it wants to authenticate the connection for. */
    @Test
    void aRequestThatTheBackendWantsOverHttp1IsSentSo(@TempDir Path folder) throws Exception {
        try (H2Backend h2 = H2Backend.start(peer -> {
                    peer.open();
                    for (Frame next = peer.requestOrEnd(); next != null; next = peer.requestOrEnd()) {
                        peer.body(next);
                        peer.send(Frame.reset(next.stream(), Http2Error.HTTP_1_1_REQUIRED));
                    }
                });
                RawBackend echo = RawBackend.echo();
                TlsFront front = new TlsFront(own(folder), echo.port(), h2.port());
                Edge edge = before(front);
                RawClient client = edge.client()) {
            for (int i = 1; i < 4; i++) {
                client.send("POST /x HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello");
                assertThat(client.response().body()).isEqualTo("POST /x hello");
                assertThat(h2.requests()).hasSize(i);
            }
            assertThat(echo.connections()).isEqualTo(1);
        }
    }

    private static SSLContext own(Path folder) throws Exception {
        return TlsContexts.of(TestAuthority.make(folder.resolve("ca")).issue("backend", "IP:127.0.0.1"), null);
    }

    private TlsFront front(Path folder, H2Backend h2) throws Exception {
        return new TlsFront(own(folder), a.port(), h2.port());
    }

    private static Edge before(TlsFront front) throws Exception {
        return Edge.start(Edge.site("{url: \"https://127.0.0.1:" + front.port() + "\", verify: off}", "hold: off"));
    }

    private static String both(RawBackend one, RawBackend other) {
        return "[\"" + one.target() + "\", \"" + other.target() + "\"]";
    }
}
