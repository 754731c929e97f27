package dev.sluice.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is special about an exchange that has become a byte tunnel: where it is a WebSocket, its client is told politely when the
 * process stops. All other bytes pass untouched.
 */
final class Tunnel {
    private static final int SERVICE_RESTART = 1012;

    private final @Nullable WebSocketFrames down;
    private final @Nullable WebSocketFrames up;
    private boolean draining;
    private boolean closeSent;

    Tunnel(boolean webSocket) {
        down = webSocket ? new WebSocketFrames() : null;
        up = webSocket ? new WebSocketFrames() : null;
    }

    /** Passes bytes of the backend on; after the close frame nothing may follow (RFC 6455 §5.5.1). */
    void toClient(ByteBuf data, ClientStream client) {
        WebSocketFrames frames = down;
        if (frames == null) {
            client.writeBody(data);
            return;
        }
        if (closeSent) {
            data.release();
            return;
        }
        int followed = frames.follow(data, draining);
        if (!draining || !frames.atBoundary()) {
            client.writeBody(data);
            return;
        }
        client.writeBody(data.readRetainedSlice(followed));
        data.release();
        if (!frames.closeSeen()) {
            sendClose(client);
        }
    }

    /** Watches bytes of the client. */
    void fromClient(ByteBuf data) {
        WebSocketFrames frames = up;
        if (frames != null) {
            frames.follow(data, false);
        }
    }

    /** Whether both sides have said that they close, so that the connection may end (RFC 6455 §7.1.1). */
    boolean closed() {
        WebSocketFrames frames = up;
        return closeSent && frames != null && frames.closeSeen();
    }

    /** Tells a WebSocket's client that the service restarts, now or where the frame under way ends. */
    void drain(ClientStream client) {
        WebSocketFrames frames = down;
        if (frames == null || draining) {
            return;
        }
        draining = true;
        if (frames.atBoundary() && !frames.closeSeen()) {
            sendClose(client);
        }
    }

    private void sendClose(ClientStream client) {
        closeSent = true;
        byte[] reason = "the proxy restarts".getBytes(StandardCharsets.US_ASCII);
        ByteBuf frame = Unpooled.buffer(4 + reason.length);
        frame.writeByte(0x88)
                .writeByte(2 + reason.length)
                .writeShort(SERVICE_RESTART)
                .writeBytes(reason);
        client.writeBody(frame);
        client.flush();
    }
}
