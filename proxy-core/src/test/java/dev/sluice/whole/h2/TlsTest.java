package dev.sluice.whole.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import org.junit.jupiter.api.Test;

/** HTTP/2 on TLS listeners, by ALPN. */
class TlsTest {
    private static Edge before(RawBackend backend) throws Exception {
        return Edge.start("sites:\n  localhost: {tls: self-signed, to: \"" + backend.target()
                + "\"}\n  other.test: {tls: self-signed, respond: {status: 200, body: other}}\n");
    }

    private static Frame getting(int stream, String authority) {
        return Frame.headers(stream, ":method", "GET", ":scheme", "https", ":path", "/x", ":authority", authority)
                .last();
    }

    @Test
    void aClientThatOffersH2GetsIt() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = before(backend);
                H2Client client = H2Client.tls(edge.tls(), edge.root(), "localhost")) {
            client.send(getting(1, "localhost"), getting(3, "localhost"));
            assertThat(client.body(client.headers(1))).isEqualTo("GET /x ");
            assertThat(client.body(client.headers(3))).isEqualTo("GET /x ");
            assertThat(backend.requests().getFirst().field("X-Forwarded-Proto")).isEqualTo("https");
        }
    }

    @Test
    void aClientThatOffersNothingSpeaksHttp1() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = before(backend);
                RawClient client = edge.tlsClient("localhost")) {
            Message answer = client.exchange("GET /x HTTP/1.1", "Host: localhost");
            assertThat(answer.body()).isEqualTo("GET /x ");
        }
    }

    /** RFC 9110 §15.5.20: the site may want another certificate than the connection was made with. */
    @Test
    void aSiteOfAnotherNameIsMisdirectedOrServed() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = before(backend);
                H2Client client = H2Client.tls(edge.tls(), edge.root(), "localhost")) {
            client.send(getting(1, "other.test"));
            assertThat(client.headers(1).status()).isIn(200, 421);
            client.send(getting(3, "localhost"));
            assertThat(client.body(client.headers(3))).isEqualTo("GET /x ");
        }
    }

    @Test
    void aSchemeThatIsNotTheConnectionsDoesNotDeceiveTheBackend() throws Exception {
        try (RawBackend backend = RawBackend.echo();
                Edge edge = before(backend);
                H2Client client = H2Client.tls(edge.tls(), edge.root(), "localhost")) {
            client.send(Frame.headers(1, ":method", "GET", ":scheme", "http", ":path", "/x", ":authority", "localhost")
                    .last());
            Frame head = client.headers(1);
            assertThat(head.status()).isIn(200, 400, 421);
            assertThat(backend.requests()).allMatch(request -> "https".equals(request.field("X-Forwarded-Proto")));
        }
    }
}
