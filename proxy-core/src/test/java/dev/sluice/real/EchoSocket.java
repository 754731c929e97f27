package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Message;
import dev.sluice.harness.RawClient;
import java.io.IOException;

/** A WebSocket to the backend that echoes (RFC 6455). */
final class EchoSocket implements AutoCloseable {
    private final RawClient client;

    /** Opens it over a connection, which it owns from now on. */
    EchoSocket(RawClient client, String host) throws IOException {
        this.client = client;
        Message answer = client.exchange(
                "GET /socket HTTP/1.1",
                "Host: " + host,
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13");
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.field("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    /** Sends a message and expects it back. */
    void echoes() throws IOException {
        client.send(new byte[] {(byte) 0x81, (byte) 0x82, 1, 2, 3, 4, 'h' ^ 1, 'i' ^ 2});
        assertThat(client.exactBytes(4)).isEqualTo(new byte[] {(byte) 0x81, 2, 'h', 'i'});
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
