package dev.sluice.http2;

import dev.sluice.exchange.BackendListener;
import dev.sluice.exchange.BackendStream;
import dev.sluice.exchange.Failure;
import dev.sluice.http.Ascii;
import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import dev.sluice.http.Method;
import dev.sluice.http.RequestHead;
import dev.sluice.http.ResponseHead;
import dev.sluice.worker.Deadline;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The backend's end of one exchange over HTTP/2. An upgrade to a WebSocket is sent as the extended CONNECT of RFC 8441, and its success
 * comes back as the 101 that the exchange has asked for.
 */
final class Http2BackendStream extends Http2Stream implements BackendStream {
    private static final byte[] WEBSOCKET = ascii("websocket");
    private static final byte[] KEY = ascii("sec-websocket-key");
    private static final long LAST_BYTES_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int AUTHORITY = 1;
    private static final int METHOD = 2;
    private static final int METHOD_POST = 3;
    private static final int PATH = 4;
    private static final int SCHEME_HTTP = 6;
    private static final int SCHEME_HTTPS = 7;
    private static final byte[] CONNECT = ascii("CONNECT");
    private static final byte[] PROTOCOL_LINE = protocolLine();

    private final Http2BackendConnection owner;
    private final Deadline lastBytes = new Deadline() {
        @Override
        protected void expired() {
            reset(ErrorCode.CANCEL);
            owner.mayServeAgain(Http2BackendStream.this);
        }
    };
    private @Nullable BackendListener listener;
    private @Nullable String webSocketKey;
    private boolean reused;
    private boolean opened;
    private boolean toHead;
    private boolean answering;
    private boolean headCame;

    Http2BackendStream(Http2BackendConnection owner) {
        super(owner);
        this.owner = owner;
    }

    /** {@code idleBefore} tells whether the connection had served others and was idle, so that the backend may have closed it unseen. */
    void attach(BackendListener next, boolean idleBefore) {
        listener = next;
        serves(next.client());
        reused = idleBefore;
        opened = false;
        answering = false;
        headCame = false;
        webSocketKey = null;
    }

    // ---- what the exchange asks for

    @Override
    public void listener(BackendListener next) {
        listener = next;
    }

    @Override
    public boolean reused() {
        return reused;
    }

    @Override
    public boolean answering() {
        return answering;
    }

    @Override
    public boolean mayRefuse() {
        return true;
    }

    @Override
    public void writeHead(RequestHead request) {
        Fields fields = request.fields();
        webSocketKey = webSocketKey(request);
        if (webSocketKey != null && !owner.peer.connectProtocol) {
            // later: the exchange is in the middle of giving us the request
            BackendListener asking = listener;
            owner.worker.loop().execute(() -> refuseWebSocket(asking));
            return;
        }
        opened = true;
        open(owner.opened(this));
        wanted(true);
        toHead = request.method() == Method.HEAD;
        ByteBuf out = owner.writer().startHeaders(id);
        owner.encoder.start(out);
        writePseudo(out, request);
        writeFields(out, fields);
        owner.writer().endHeaders(id, false);
        owner.flushSoon();
    }

    /** The key of a WebSocket's handshake (RFC 6455 §4.1); null where it is something else, which is sent as it is. */
    private static @Nullable String webSocketKey(RequestHead request) {
        Fields fields = request.fields();
        int upgrade = fields.find(KnownField.UPGRADE);
        int key = fields.find(KEY, 0);
        boolean asked = upgrade >= 0
                && key >= 0
                && request.method() == Method.GET
                && request.contentLength() == RequestHead.NO_BODY
                && fields.valueEqualsLower(upgrade, WEBSOCKET);
        return asked ? fields.value(key) : null;
    }

    @SuppressWarnings("ReferenceEquality") // is it still the same one?
    private void refuseWebSocket(@Nullable BackendListener asking) {
        if (asking != null && listener == asking) {
            opened = true;
            owner.notOpened();
            broken(StreamEnd.UNPROCESSED, "the backend does not take WebSockets over HTTP/2 (RFC 8441)");
        }
    }

    private void writePseudo(ByteBuf out, RequestHead request) {
        HpackEncoder encoder = owner.encoder;
        Fields fields = request.fields();
        byte[] bytes = fields.bytes();
        if (webSocketKey != null) {
            encoder.literal(out, METHOD, CONNECT, 0, CONNECT.length);
        } else if (request.method() == Method.GET) {
            encoder.indexed(out, METHOD);
        } else if (request.method() == Method.POST) {
            encoder.indexed(out, METHOD_POST);
        } else {
            encoder.literal(out, METHOD, bytes, request.methodStart(), request.methodEnd());
        }
        encoder.indexed(out, owner.secure() ? SCHEME_HTTPS : SCHEME_HTTP);
        if (request.targetEnd() - request.targetStart() == 1 && bytes[request.targetStart()] == '/') {
            encoder.indexed(out, PATH);
        } else {
            encoder.literal(out, PATH, bytes, request.targetStart(), request.targetEnd());
        }
        int host = fields.find(KnownField.HOST);
        if (host >= 0) {
            encoder.remembered(out, AUTHORITY, bytes, fields.valueStart(host), fields.valueEnd(host));
        }
        if (webSocketKey != null) {
            out.writeBytes(PROTOCOL_LINE);
        }
    }

    private void writeFields(ByteBuf out, Fields fields) {
        if (webSocketKey == null) {
            owner.encoder.fields(out, fields);
            return;
        }
        for (int i = 0; i < fields.size(); i++) {
            if (fields.isLive(i)
                    && owner.encoder.carries(fields.known(i))
                    && !Ascii.equalsLower(fields.bytes(), fields.nameStart(i), fields.nameEnd(i), KEY)) {
                owner.encoder.field(out, fields, i);
            }
        }
    }

    @Override
    public void writeBody(ByteBuf data) {
        if (data.isReadable()) {
            send(data);
        } else {
            data.release();
        }
    }

    @Override
    public void writeEnd(@Nullable Fields trailers) {
        if (webSocketKey == null) { // else it is a tunnel, or becomes one
            sendEnd(trailers);
        }
    }

    @Override
    public void flush() {
        owner.flushSoon();
    }

    @Override
    public void reading(boolean wanted) {
        wanted(wanted);
    }

    @Override
    public void shutdownOutput() {
        sendEnd(null);
    }

    @Override
    public void release() {
        listener = null;
        serves(null);
        if (!opened) {
            opened = true;
            owner.notOpened();
        } else if (!closed()) {
            if (endSent() && endReceived()) {
                close(ClosedStreams.How.ENDED);
            } else if (webSocketKey != null && headCame && hasQueued()) {
                // what the client sent last is still on its way; a backend that takes nothing is not waited for long
                sendEnd(null);
                discard();
                owner.worker.deadlines().set(lastBytes, owner.worker.now(), LAST_BYTES_NANOS);
                return;
            } else {
                if (!answering) {
                    owner.ask();
                }
                reset(ErrorCode.CANCEL);
            }
        }
        owner.mayServeAgain(this);
    }

    @Override
    void onClose() {
        if (lastBytes.isSet()) {
            owner.worker.deadlines().cancel(lastBytes);
            owner.mayServeAgain(this);
        }
    }

    // ---- what comes from the backend

    /** Takes the head of an answer. Returns false where the answer's has come already. */
    boolean head(HeaderBlock block) throws ConnectionError {
        if (headCame) {
            return false;
        }
        answering = true;
        ResponseHead head = owner.shared.heads.take();
        try {
            head(block, head);
        } finally {
            owner.shared.heads.give(head);
        }
        return true;
    }

    private void head(HeaderBlock block, ResponseHead head) throws ConnectionError {
        ResponseBuilder builder = owner.shared.responses;
        builder.start(head, Http2BackendConnection.MAX_HEAD_BYTES, Http2BackendConnection.MAX_FIELDS);
        owner.decode(block, builder);
        builder.finish(toHead, block.endStream());
        String problem = builder.tooLarge() ? "the answer's head is too large" : builder.problem();
        BackendListener running = listener;
        if (problem != null || running == null) {
            owner.malformed(this, problem == null ? "nobody waits for it" : problem);
        } else if (head.status() < 200) {
            owner.delivers(this);
            running.responseInterim(head);
        } else {
            headCame = true;
            owner.delivers(this);
            answered(running, head, block.endStream());
        }
    }

    private void answered(BackendListener running, ResponseHead head, boolean ended) throws ConnectionError {
        String key = webSocketKey;
        if (key != null && head.status() / 100 == 2) {
            head.status(101, "Switching Protocols");
            head.contentLength(ResponseHead.NO_BODY);
            head.fields().remove(KnownField.CONTENT_LENGTH);
            head.fields().add(KnownField.UPGRADE, WEBSOCKET);
            head.fields().add("Sec-WebSocket-Accept", WebSocketKeys.accept(key));
        } else if (head.contentLength() != ResponseHead.UNTIL_END) {
            expect(Math.max(0, head.contentLength()));
        }
        running.responseHead(head);
        if (ended && !closed()) {
            String problem = receivedEnd(false);
            if (problem != null) {
                owner.malformed(this, problem);
            }
        }
    }

    @Override
    void deliver(ByteBuf data) {
        BackendListener running = listener;
        if (running == null || !headCame) {
            data.release();
        } else {
            running.responseBody(data);
        }
    }

    @Override
    void deliverEnd(@Nullable Fields trailers) {
        BackendListener running = listener;
        if (running == null) {
            return;
        }
        if (headCame) {
            running.responseEnd(trailers);
        } else {
            listener = null;
            serves(null);
            reset(ErrorCode.PROTOCOL_ERROR);
            running.backendFailed(Failure.BACKEND_PROTOCOL, "the answer ends before its head");
        }
    }

    @Override
    void delivered() {
        BackendListener running = listener;
        if (running != null) {
            running.backendReadComplete();
        }
    }

    @Override
    void writabilityChanged() {
        BackendListener running = listener;
        if (running != null) {
            running.backendWritable();
        }
    }

    @Override
    void broken(StreamEnd why, String detail) {
        BackendListener running = listener;
        listener = null;
        serves(null);
        if (running != null) {
            running.backendFailed(failure(why), detail);
            owner.mayServeAgain(this);
        }
    }

    private Failure failure(StreamEnd why) {
        return switch (why) {
            case UNPROCESSED -> answering ? Failure.BACKEND_TRUNCATED : Failure.BACKEND_REFUSED;
            case HTTP_1_1_REQUIRED -> answering ? Failure.BACKEND_TRUNCATED : Failure.HTTP_1_1_REQUIRED;
            case MALFORMED -> Failure.BACKEND_PROTOCOL;
            case CONNECTION_LOST ->
                answering ? Failure.BACKEND_TRUNCATED : reused ? Failure.REUSED_RESET : Failure.BACKEND_RESET;
            case RESET, NOT_WANTED -> answering ? Failure.BACKEND_TRUNCATED : Failure.BACKEND_RESET;
        };
    }

    @Override
    boolean mayBeForgotten() {
        return endDelivered() || listener == null;
    }

    @Override
    boolean survives() {
        return endReceived();
    }

    private static byte[] protocolLine() {
        byte[] line = new byte[21];
        line[0] = 0; // a literal that is not remembered, with a name of its own
        line[1] = 9;
        System.arraycopy(ascii(":protocol"), 0, line, 2, 9);
        line[11] = 9;
        System.arraycopy(WEBSOCKET, 0, line, 12, 9);
        return line;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
