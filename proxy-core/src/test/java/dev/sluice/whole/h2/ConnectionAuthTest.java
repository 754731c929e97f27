package dev.sluice.whole.h2;

import static dev.sluice.whole.h2.Stage.getting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Ntlm;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Backend;
import dev.sluice.harness.h2.H2Client;
import dev.sluice.harness.h2.H2Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** NTLM and Negotiate authenticate connections, which HTTP/2 shares: nobody is answered as somebody else for that. */
class ConnectionAuthTest {
    private static final int STRANGERS = 16;

    private static String ask(H2Client client, @Nullable String credentials) throws IOException {
        int stream = client.newStream();
        client.send(credentials == null ? getting(stream, "/") : getting(stream, "/", "authorization", credentials));
        Frame head = client.headers(stream);
        String body = client.body(head);
        return head.status() == 401 && credentials != null ? "" + head.field("www-authenticate") : body;
    }

    private static String login(H2Client client, String user) throws IOException {
        String challenge = ask(client, "NTLM 1");
        return ask(client, "NTLM 3 " + user + challenge.substring(challenge.lastIndexOf(' ')));
    }

    private static void assertStrangersAreAnonymous(Edge edge) throws IOException {
        for (int i = 0; i < STRANGERS; i++) {
            try (H2Client stranger = H2Client.plain(edge.plain());
                    RawClient old = edge.client()) {
                assertThat(ask(stranger, null)).endsWith(" null");
                assertThat(Ntlm.get(old, null).body()).endsWith(" null");
            }
        }
    }

    @Test
    void aTalkOfSeveralRequestsWorksOneStreamAfterTheOther() throws Exception {
        try (RawBackend backend = Ntlm.backend("a");
                Edge edge = Edge.before(backend);
                H2Client client = H2Client.plain(edge.plain())) {
            assertThat(ask(client, null)).endsWith(" null");
            String mine = login(client, "alice");
            assertThat(mine).endsWith(" alice");
            assertStrangersAreAnonymous(edge);
            assertThat(ask(client, null)).isEqualTo(mine);
        }
    }

    @Test
    void streamsAtTheSameTimeAreNeverAnsweredAsAnotherClients() throws Exception {
        try (RawBackend backend = Ntlm.backend("a");
                Edge edge = Edge.before(backend)) {
            List<H2Client> clients = new ArrayList<>();
            for (int i = 0; i < STRANGERS; i++) {
                clients.add(H2Client.plain(edge.plain()));
                login(clients.get(i), "user" + i);
            }
            int first = clients.getFirst().newStream();
            for (int stream = first; stream < first + 40; stream += 2) {
                for (H2Client client : clients) {
                    client.send(getting(stream, "/"));
                }
            }
            for (int i = 0; i < STRANGERS; i++) {
                List<String> users = new ArrayList<>();
                for (int stream = first; stream < first + 40; stream += 2) {
                    String answer = clients.get(i).body(clients.get(i).headers(stream));
                    users.add(answer.substring(answer.lastIndexOf(' ') + 1));
                }
                assertThat(users).contains("user" + i);
                assertThat(users).isSubsetOf("user" + i, "null");
            }
            assertStrangersAreAnonymous(edge);
            for (H2Client client : clients) {
                client.close();
            }
            Awaitility.await().until(() -> backend.openConnections() == 0);
        }
    }

    @Test
    void aClientKeepsAFewOfThoseThatItUsedAtOnceUntilItGoes() throws Exception {
        CountDownLatch all = new CountDownLatch(20);
        try (RawBackend backend = RawBackend.start(peer -> {
                    peer.request();
                    all.countDown();
                    all.await();
                    peer.respondOk("ok");
                    peer.expectClosed();
                });
                Edge edge = Edge.before(backend)) {
            try (H2Client client = H2Client.plain(edge.plain())) {
                for (int stream = 1; stream < 40; stream += 2) {
                    client.send(getting(stream, "/", "authorization", "Negotiate alice"));
                }
                for (int stream = 1; stream < 40; stream += 2) {
                    assertThat(client.headers(stream).status()).isEqualTo(200);
                }
                Awaitility.await().until(() -> backend.openConnections() == 8);
            }
            Awaitility.await().until(() -> backend.openConnections() == 0);
        }
    }

    /** Takes everything on a connection for the one whose credentials came there last, as no good backend does. */
    private static void trustTheConnection(H2Peer peer) throws IOException {
        peer.open();
        String user = null;
        for (Frame next = peer.requestOrEnd(); next != null; next = peer.requestOrEnd()) {
            String given = next.field("authorization");
            user = given == null ? user : given.split(" ")[1];
            peer.respondOk(next, peer.number() + " " + user);
        }
    }

    @Test
    void aBackendThatSpeaksOnlyHttp2GetsEachSuchRequestOnAConnectionOfItsOwn() throws Exception {
        try (H2Backend backend = H2Backend.start(ConnectionAuthTest::trustTheConnection);
                Edge edge = Edge.start(Edge.site("\"" + backend.target() + "\""));
                H2Client client = H2Client.plain(edge.plain());
                RawClient old = edge.client()) {
            assertStrangersAreAnonymous(edge);
            int shared = backend.openConnections();
            for (int i = 0; i < 5; i++) {
                assertThat(ask(client, "Negotiate alice")).endsWith(" alice");
                assertThat(Ntlm.get(old, "NTLM bob").body()).endsWith(" bob");
                assertThat(ask(client, null)).endsWith(" null");
            }
            assertStrangersAreAnonymous(edge);
            assertThat(backend.connections()).isEqualTo(shared + 10);
            Awaitility.await().until(() -> backend.openConnections() <= shared);
        }
    }

    @Test
    void suchRequestsDoNotShareAConnectionThatIsBeingMadeEither() throws Exception {
        try (H2Backend backend = H2Backend.start(ConnectionAuthTest::trustTheConnection);
                Edge edge = Edge.start(Edge.site("\"" + backend.target() + "\""));
                H2Client client = H2Client.plain(edge.plain())) {
            for (int stream = 1; stream < 40; stream += 4) {
                client.send(getting(stream, "/", "authorization", "Negotiate user" + stream), getting(stream + 2, "/"));
            }
            for (int stream = 1; stream < 40; stream += 4) {
                assertThat(client.body(client.headers(stream))).endsWith(" user" + stream);
                assertThat(client.body(client.headers(stream + 2))).endsWith(" null");
            }
            assertThat(backend.connections()).isEqualTo(11);
        }
    }
}
