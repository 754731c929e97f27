package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.exchange.HostNote;
import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.Edge;
import dev.sluice.harness.RawClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Pages of errors say in a fixed sentence why a host has no certificate of a CA, and nothing of what the CA or this machine has said. */
class HostNoteTest {

    @Test
    void aCaThatIsAwayIsSaidWithoutItsAddress() throws Exception {
        int port = ChildProcess.freePort();
        try (Edge edge = start(port, "app.test: {respond: 200}")) {
            awaitProblem(edge, "it cannot be reached; is outgoing HTTPS blocked?");
            assertThat(edge.status()).contains("127.0.0.1:" + port);
            for (String accept : List.of("text/plain", "text/html", "application/json")) {
                assertThat(page(edge, "app.test", accept))
                        .as(accept)
                        .contains("the certificate authority could not be reached; it is asked again soon")
                        .doesNotContain(Integer.toString(port))
                        .doesNotContain("127.0.0.1")
                        .doesNotContain("HTTPS blocked");
            }
        }
    }

    @Test
    void aCertificateThatIsBeingOrderedIsAnnounced() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Edge edge = start(silent.getLocalPort(), "app.test: {respond: 200}")) {
            assertThat(page(edge, "app.test", "text/plain"))
                    .contains("no certificate of a CA yet: it is being ordered; try again in a minute");
        }
    }

    @Test
    void aNameUnderAWildcardHasTheNoteOfTheWildcard() throws Exception {
        try (Edge edge = start(ChildProcess.freePort(), "\"*.app.test\": {respond: 200}")) {
            assertThat(page(edge, "x.app.test", "text/plain"))
                    .contains("its name can be proved by DNS only")
                    .doesNotContain("acme.challenges");
        }
    }

    @Test
    void aHostThatWantsNoCertificateHasNoNote() throws Exception {
        try (Edge edge = start(ChildProcess.freePort(), "app.test: {respond: 200, tls: off}")) {
            assertThat(page(edge, "app.test", "text/plain")).doesNotContain("certificate");
        }
    }

    @Test
    void noSentenceNeedsEscapesInAnyOfTheForms() {
        for (HostNote note : HostNote.values()) {
            assertThat(note.sentence()).as(note.name()).matches("[ -~&&[^\"\\\\<>&]]+");
        }
    }

    private static Edge start(int port, String site) throws Exception {
        return Edge.start("""
                listen: {http: "127.0.0.1:0", https: "127.0.0.1:0", admin: "127.0.0.1:0"}
                acme: {directory: "https://127.0.0.1:%d/dir"}
                sites:
                  %s
                """.formatted(port, site));
    }

    private static void awaitProblem(Edge edge, String problem) {
        Awaitility.await().untilAsserted(() -> assertThat(edge.status()).contains(problem));
    }

    private static String page(Edge edge, String host, String accept) throws Exception {
        try (RawClient client = edge.client()) {
            return client.exchange("GET / HTTP/1.1", "Host: " + host, "Accept: " + accept, "Expect: nonsense")
                    .body();
        }
    }
}
