package dev.sluice.http2;

import dev.sluice.exchange.ClientListener;
import dev.sluice.exchange.ClientStream;
import dev.sluice.exchange.Exchange;
import dev.sluice.exchange.ExchangeScratch;
import dev.sluice.exchange.Failure;
import dev.sluice.http.Ascii;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.Fields;
import dev.sluice.http.ForwardingPrefix;
import dev.sluice.http.KnownField;
import dev.sluice.http.ResponseHead;
import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Deadline;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of one exchange over HTTP/2.
 *
 * <p>Where the exchange has ended and the client has not taken everything yet, the stream lives on by itself until it has, or until
 * it has taken nothing for long.
 */
final class Http2ClientStream extends Http2Stream implements ClientStream {
    /**
     * How long a client may go on with a request that was answered before its end. RFC 9113 §8.1 lets us reset the stream at once, but
     * some clients lose the answer then.
     */
    private static final long REST_OF_REQUEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final byte[] GRPC = "application/grpc".getBytes(StandardCharsets.US_ASCII);
    private static final Fields UNAVAILABLE = unavailable();

    private final Http2ClientConnection owner;
    private @Nullable ExchangeScratch scratch;
    private final Deadline patience = new Deadline() {
        @Override
        protected void expired() {
            reset(hasQueued() ? ErrorCode.CANCEL : ErrorCode.NO_ERROR);
        }
    };

    private @Nullable ClientListener listener;
    private @Nullable String webSocketKey;
    private @Nullable ErrorCode refusedWith;
    private boolean tunnel;
    private boolean responding;
    private boolean grpc;
    private int charged;

    Http2ClientStream(Http2ClientConnection owner) {
        super(owner);
        this.owner = owner;
    }

    // ---- what comes from the client

    void begin(RequestBuilder request, ExchangeScratch lent, int headHeld, boolean ended) {
        scratch = lent;
        charged = headHeld;
        serves(owner.connection());
        webSocketKey = request.webSocketKey();
        refusedWith = null;
        tunnel = false;
        responding = false;
        grpc = false;
        priority = request.priority();
        if (ended) {
            receivedEnd(false);
        } else {
            expect(request.expected());
        }
        Exchange next = new Exchange(owner.services, this, lent);
        listener = next.listener();
        String problem = request.problem();
        if (request.tooLarge()) {
            next.listener()
                    .requestRefused(Failure.HEAD_TOO_LARGE, "more header fields, or larger ones, than are allowed");
        } else if (problem != null) {
            malformed(Failure.BAD_REQUEST, problem);
        } else if (request.unknownProtocol()) {
            next.listener().requestRefused(Failure.NOT_IMPLEMENTED, "CONNECT for a protocol other than websocket");
        } else {
            next.begin();
        }
    }

    /** Says what is wrong where nothing has been answered, and ends the stream with an error in any case (RFC 9113 §8.1.1). */
    void malformed(Failure failure, String detail) {
        refusedWith = ErrorCode.PROTOCOL_ERROR;
        ClientListener running = listener;
        if (running != null) {
            running.requestRefused(failure, detail);
        }
        if (!closed()) {
            reset(ErrorCode.PROTOCOL_ERROR);
            if (listener != null) {
                broken(StreamEnd.MALFORMED, detail);
            }
        }
    }

    @Override
    void deliver(ByteBuf data) {
        ClientListener running = listener;
        if (running == null) {
            data.release();
        } else {
            running.requestBody(data);
        }
    }

    @Override
    void deliverEnd(@Nullable Fields trailers) {
        ClientListener running = listener;
        if (running != null) {
            running.requestEnd(trailers);
        }
    }

    @Override
    void delivered() {
        ClientListener running = listener;
        if (running != null) {
            running.clientReadComplete();
        }
    }

    @Override
    void writabilityChanged() {
        ClientListener running = listener;
        if (running != null) {
            running.clientWritable();
        } else if (patience.isSet()) {
            waitFor(hasQueued() ? owner.patienceNanos() : REST_OF_REQUEST_NANOS);
        }
    }

    @Override
    void broken(StreamEnd why, String detail) {
        ClientListener running = listener;
        listener = null;
        if (running != null) {
            running.clientGone(Failure.CLIENT_GONE, detail);
            giveScratch();
            owner.mayServeAgain(this);
        }
    }

    private void giveScratch() {
        ExchangeScratch lent = scratch;
        if (lent != null) {
            scratch = null;
            owner.services.giveScratch(lent);
            owner.connection().end(charged);
        }
    }

    @Override
    public void recount() {
        ExchangeScratch lent = scratch;
        if (lent != null) {
            int held = lent.held();
            owner.connection().hold(held - charged, 0);
            charged = held;
        }
    }

    @Override
    boolean mayBeForgotten() {
        return !tunnel || endDelivered() || listener == null;
    }

    @Override
    boolean survives() {
        return false;
    }

    @Override
    void onClose() {
        owner.worker.deadlines().cancel(patience);
        owner.connection().endStream();
        if (responding) {
            responding = false;
            owner.order().active(this, false);
        }
        if (listener == null) {
            owner.mayServeAgain(this);
        }
    }

    // ---- what the exchange asks for

    @Override
    public void listener(ClientListener next) {
        listener = next;
    }

    @Override
    public ClientFacts facts() {
        return owner.facts();
    }

    @Override
    public ClientConnection connection() {
        return owner.connection();
    }

    @Override
    public ForwardingPrefix forwarding() {
        return owner.forwarding();
    }

    @Override
    public @Nullable String objection(ResponseHead response) {
        String key = webSocketKey;
        if (key == null) {
            return null;
        }
        if (response.status() == 101) {
            return WebSocketKeys.accepted(response.fields(), key)
                    ? null
                    : "the backend's Sec-WebSocket-Accept does not fit the request";
        }
        // to this client any success means that the WebSocket is open (RFC 8441 §5)
        return response.status() / 100 == 2 ? "the backend took the WebSocket's request for an ordinary one" : null;
    }

    @Override
    public void writeInterim(ResponseHead interim) {
        head(interim.status(), interim.fields());
    }

    @Override
    public void writeHead(ResponseHead response) {
        if (closed()) {
            return;
        }
        if (!responding) {
            responding = true;
            owner.order().active(this, true);
        }
        grpc = grpc(response.fields());
        if (response.status() == 101) {
            tunnel = true;
            WebSocketKeys.removeAccept(response.fields());
            head(200, response.fields());
        } else {
            head(response.status(), response.fields());
        }
    }

    private void head(int status, Fields fields) {
        if (closed()) {
            return;
        }
        ByteBuf out = owner.writer().startHeaders(id);
        owner.encoder.start(out);
        owner.encoder.status(out, status);
        owner.encoder.fields(out, fields);
        owner.writer().endHeaders(id, false);
        owner.flushSoon();
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
        ErrorCode code = refusedWith;
        if (code == null) {
            sendEnd(trailers);
        } else {
            reset(code);
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
    public void discardRequest() {
        discard();
    }

    /** Frames leave no doubt where a request ends, whatever it says. */
    @Override
    public void lastResponse() {}

    @Override
    public void shutdownOutput() {
        sendEnd(null);
    }

    @Override
    public void abort() {
        listener = null;
        giveScratch();
        ErrorCode code = refusedWith;
        if (closed()) {
            owner.mayServeAgain(this);
        } else if (code == null && grpc && !tunnel && !endSent()) {
            // to such a client a reset is an error inside us; this says that it may try again elsewhere
            owner.writeTrailers(id, UNAVAILABLE);
            reset(ErrorCode.NO_ERROR);
        } else {
            reset(code != null ? code : tunnel ? ErrorCode.CANCEL : ErrorCode.INTERNAL_ERROR);
        }
    }

    /** Whether it is an answer of gRPC, and not of grpc-web, which has no trailers. */
    private static boolean grpc(Fields fields) {
        int type = fields.find(KnownField.CONTENT_TYPE);
        if (type < 0) {
            return false;
        }
        int end = fields.valueStart(type) + GRPC.length;
        byte[] bytes = fields.bytes();
        return end <= fields.valueEnd(type)
                && Ascii.equalsLower(bytes, fields.valueStart(type), end, GRPC)
                && (end == fields.valueEnd(type) || bytes[end] == '+' || bytes[end] == ';');
    }

    @Override
    public void finished() {
        listener = null;
        giveScratch();
        if (closed()) {
            owner.mayServeAgain(this);
        } else if (tunnel && hasQueued()) {
            sendEnd(null);
            discard();
            waitFor(owner.patienceNanos());
        } else if (tunnel) {
            reset(endSent() ? ErrorCode.NO_ERROR : ErrorCode.CANCEL);
        } else {
            discard();
            waitFor(hasQueued() ? owner.patienceNanos() : REST_OF_REQUEST_NANOS);
        }
    }

    private static Fields unavailable() {
        Fields fields = new Fields();
        fields.add("grpc-status", "14");
        fields.add("grpc-message", "the backend broke off its answer");
        return fields;
    }

    private void waitFor(long nanos) {
        if (nanos > 0) {
            owner.worker.deadlines().set(patience, owner.worker.now(), nanos);
        }
    }

    void drain() {
        ClientListener running = listener;
        if (running != null) {
            running.drain();
        }
    }

    void prioritize(int wanted) {
        owner.order().move(this, wanted, responding);
    }

    boolean tunnels() {
        return tunnel;
    }

    boolean waitsForClient() {
        ClientListener running = listener;
        return running == null || running.waitsForClient();
    }
}
