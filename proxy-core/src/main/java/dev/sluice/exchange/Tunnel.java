package dev.sluice.exchange;

import dev.sluice.http.Fields;
import dev.sluice.http.ResponseHead;
import dev.sluice.worker.ClientConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What both streams of an exchange call after a 101: bytes pass untouched, either way, until both sides have ended. If it is a WebSocket, its
 * client hears politely that the process stops.
 */
final class Tunnel implements ClientListener, BackendListener {
    private static final int SERVICE_RESTART = 1012;

    private final Exchange exchange;
    private final ClientStream client;
    private final Backend backend;
    private final @Nullable WebSocketFrames down;
    private final @Nullable WebSocketFrames up;
    private boolean draining;
    private boolean closeSent;

    Tunnel(Exchange exchange, Backend backend, boolean webSocket) {
        this.exchange = exchange;
        this.client = exchange.client;
        this.backend = backend;
        down = webSocket ? new WebSocketFrames() : null;
        up = webSocket ? new WebSocketFrames() : null;
    }

    // ---- from the client

    @Override
    public void requestBody(ByteBuf data) {
        int length = data.readableBytes();
        exchange.upload.count(length);
        exchange.silence.broken();
        if (exchange.isOver() || length == 0) {
            data.release();
            return;
        }
        WebSocketFrames frames = up;
        if (frames != null) {
            frames.follow(data, false);
        }
        backend.write(data);
        if (closeSent && frames != null && frames.closeSeen()) {
            // both sides have said that they close: the connection may end (RFC 6455 §7.1.1)
            backend.flush();
            exchange.endWell();
        } else if (!backend.writable()) {
            backend.flush();
            exchange.applyReadingRule();
        }
    }

    @Override
    public void requestEnd(@Nullable Fields trailers) {
        exchange.upload.ended();
        backend.shutdownOutput();
        endWhenBothHaveEnded();
    }

    @Override
    public void clientReadComplete() {
        exchange.upload.clientReadComplete();
    }

    @Override
    public void clientWritable() {
        exchange.upload.clientWritable();
    }

    @Override
    public void requestRefused(Failure why, String how) {
        exchange.upload.requestRefused(why, how);
    }

    @Override
    public void clientGone(Failure why, String how) {
        if (exchange.reply.isWhole()) {
            exchange.end(); // as tunnels end: the backend's direction has, too
        } else {
            exchange.abandon(why, how);
        }
    }

    @Override
    public boolean waitsForClient() {
        return false;
    }

    @Override
    public boolean tunnels() {
        return true;
    }

    @Override
    public long bytesMoved() {
        return exchange.upload.bytesMoved();
    }

    // ---- from the backend

    @Override
    public ClientConnection client() {
        return client.connection();
    }

    @Override
    public void backendReady(BackendStream stream) {
        backend.backendReady(stream);
    }

    @Override
    public void backendIsSlow() {
        backend.backendIsSlow();
    }

    @Override
    public void backendFailed(Failure why, String how) {
        backend.backendFailed(why, how);
    }

    @Override
    public void backendFailedAsForOthers(Failure why, String how) {
        backend.backendFailedAsForOthers(why, how);
    }

    @Override
    public void responseInterim(ResponseHead interim) {
        backend.responseInterim(interim);
    }

    @Override
    public void responseHead(ResponseHead received) {
        backend.responseHead(received);
    }

    @Override
    public void responseBody(ByteBuf data) {
        if (exchange.isOver()) {
            data.release();
            return;
        }
        exchange.silence.broken();
        exchange.reply.count(data.readableBytes());
        pass(data);
        exchange.reply.flushIfFull();
    }

    /** After the close frame nothing may follow (RFC 6455 §5.5.1). */
    private void pass(ByteBuf data) {
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
            sendClose();
        }
    }

    @Override
    public void responseEnd(@Nullable Fields trailers) {
        if (!exchange.isOver()) {
            exchange.reply.ended();
            client.shutdownOutput();
            endWhenBothHaveEnded();
        }
    }

    @Override
    public void backendReadComplete() {
        backend.backendReadComplete();
    }

    @Override
    public void backendWritable() {
        backend.backendWritable();
    }

    private void endWhenBothHaveEnded() {
        if (exchange.upload.isWhole() && exchange.reply.isWhole()) {
            exchange.endWell();
        }
    }

    // ---- the process stops

    @Override
    public void drain() {
        WebSocketFrames frames = down;
        if (frames == null || draining || exchange.isOver()) {
            return;
        }
        draining = true;
        if (frames.atBoundary() && !frames.closeSeen()) {
            sendClose();
        }
    }

    private void sendClose() {
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
