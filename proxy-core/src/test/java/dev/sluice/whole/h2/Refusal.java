package dev.sluice.whole.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;

/** How a malformed request may be refused: an answer of 400, or PROTOCOL_ERROR on its stream (RFC 9113 §8.1.1). */
final class Refusal {
    private Refusal() {}

    /** Fails unless this head is refused on its stream alone and the backend sees nothing of it. */
    static void expect(Stage stage, Head head) throws IOException {
        int before = stage.backend().requests().size();
        try (H2Client client = stage.client()) {
            client.send(Frame.headers(1, head.fields()).last());
            expect(client, 1);
            assertThat(stage.backend().requests()).hasSize(before);
            Stage.expectServes(client);
        }
    }

    /** Fails unless the stream is refused. */
    static void expect(H2Client client, int stream) {
        Frame refusal = client.take(
                "a refusal of stream " + stream,
                frame -> frame.is(Frame.HEADERS, stream)
                        || frame.is(Frame.RST_STREAM, stream)
                        || frame.type() == Frame.GOAWAY);
        if (refusal.type() == Frame.HEADERS) {
            assertThat(refusal.status()).as(refusal.toString()).isIn(400, 421, 501, 405);
        } else {
            assertThat(refusal.type()).as(refusal.toString()).isEqualTo(Frame.RST_STREAM);
            assertThat(refusal.error()).isEqualTo(Http2Error.PROTOCOL_ERROR);
        }
    }
}
