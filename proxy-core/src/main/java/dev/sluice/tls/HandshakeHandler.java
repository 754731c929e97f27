package dev.sluice.tls;

import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Deadline;
import dev.sluice.worker.Held;
import dev.sluice.worker.Price;
import dev.sluice.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first handler of a TLS connection: reads the ClientHello, chooses the certificate and puts an {@link SslHandler} in its
 * own place.
 *
 * <p>The next handlers see {@link io.netty.handler.ssl.SslHandshakeCompletionEvent} when the handshake is over, and find
 * {@link TlsSession#of} on the channel from the ClientHello on. What fails before the ClientHello was understood closes the
 * channel without a word to them.
 */
public final class HandshakeHandler extends SslClientHelloHandler<ServerTls> {
    /** What BoringSSL takes as well. */
    private static final int MAX_CLIENT_HELLO = 16 * 1024;

    private static final int HANDSHAKE_RECORD = 22;
    private static final String PLAIN_REQUEST = "This port speaks HTTPS: use https:// in the address.\n";

    private final Worker worker;
    private final ClientConnection connection;
    private final Held held;
    private final CertificateStore certificates;
    private final long timeoutNanos;
    private final @Nullable ChallengeResponder responder;
    private final Deadline deadline = new Deadline() {
        @Override
        protected void expired() {
            close();
        }
    };
    private @Nullable ChannelHandlerContext context;
    private @Nullable String serverName;
    private boolean refused;
    private boolean selecting;

    /**
     * Makes the handler of one connection.
     *
     * @param worker the worker whose loop the channel is on
     * @param connection is charged for what it holds
     * @param timeoutNanos how long client and handshake may take together, in nanoseconds; 0 is no limit
     * @param responder answers {@code acme-tls/1}; null where nothing does
     */
    public HandshakeHandler(
            Worker worker,
            ClientConnection connection,
            CertificateStore certificates,
            long timeoutNanos,
            @Nullable ChallengeResponder responder) {
        super(MAX_CLIENT_HELLO);
        this.worker = worker;
        this.connection = connection;
        this.held = new Held(worker);
        held.serves(connection);
        this.certificates = certificates;
        this.timeoutNanos = timeoutNanos;
        this.responder = responder;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        if (timeoutNanos > 0) {
            worker.deadlines().set(deadline, worker.now(), timeoutNanos);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
        } else if (selecting) {
            closeIfMuch(ctx, in); // what is there waits for the handler that is being made
        } else if (in.isReadable() && in.getByte(in.readerIndex()) != HANDSHAKE_RECORD) {
            refuse(ctx, in);
        } else {
            super.decode(ctx, in, out);
        }
    }

    /** A hello that has not come whole waits here. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        held.set(internalBuffer().capacity());
        super.channelReadComplete(ctx);
    }

    private static void closeIfMuch(ChannelHandlerContext ctx, ByteBuf in) {
        if (in.readableBytes() > 2 * MAX_CLIENT_HELLO) {
            ctx.close(); // a client has nothing to say before the server has answered
        }
    }

    private void refuse(ChannelHandlerContext ctx, ByteBuf in) {
        refused = true;
        byte first = in.getByte(in.readerIndex());
        in.skipBytes(in.readableBytes());
        if (first < 'A' || first > 'Z') {
            ctx.close();
            return;
        }
        // a method: somebody wrote http:// with the port of https
        String answer = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + PLAIN_REQUEST.length() + "\r\nConnection: close\r\n\r\n" + PLAIN_REQUEST;
        ctx.writeAndFlush(ByteBufUtil.writeAscii(ctx.alloc(), answer)).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    protected Future<ServerTls> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf body) {
        if (body == null) {
            return ctx.executor().newFailedFuture(new NotSslRecordException("no ClientHello"));
        }
        ClientHello hello = ClientHello.parse(body);
        serverName = hello.serverName();
        ServerTls challenge = challenge(hello);
        return challenge == null ? select(ctx) : ctx.executor().newSucceededFuture(challenge);
    }

    private @Nullable ServerTls challenge(ClientHello hello) {
        String name = hello.serverName();
        return responder != null && name != null && hello.protocols().contains(ChallengeResponder.PROTOCOL)
                ? responder.answer(name)
                : null;
    }

    /** What has been made is there at once; what has not is made elsewhere, as that reads the disk. */
    private Future<ServerTls> select(ChannelHandlerContext ctx) {
        Arrival arrival = Arrival.of(ctx.channel());
        ServerTls ready = certificates.ready(serverName, arrival);
        if (ready != null) {
            return ctx.executor().newSucceededFuture(ready);
        }
        Promise<ServerTls> made = ctx.executor().newPromise();
        certificates.prepare(serverName, arrival).whenComplete((tls, failure) -> {
            if (tls != null) {
                made.trySuccess(tls);
            } else {
                made.tryFailure(failure);
            }
        });
        return made;
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<ServerTls> future) {
        selecting = false;
        if (ctx.isRemoved()) {
            return; // the client has gone meanwhile
        }
        if (!future.isSuccess()) {
            refused = true;
            ctx.close();
            return;
        }
        ServerTls tls = future.getNow();
        SslHandler handler = tls.newHandler(ctx.alloc());
        if (handler != null) {
            install(ctx, new TlsSession(tls, serverName, handler));
        } else { // replaced since it was selected
            selecting = true;
            select(ctx).addListener((Future<ServerTls> again) -> onLookupComplete(ctx, again));
        }
    }

    private void install(ChannelHandlerContext ctx, TlsSession session) {
        SslHandler handler = session.handler();
        handler.setHandshakeTimeoutMillis(0); // the deadline covers it, from the first byte on
        session.attachTo(ctx.channel());
        boolean placed = false;
        try {
            RecordWatch records = new RecordWatch(held);
            records.follow(internalBuffer());
            ctx.pipeline().addBefore(ctx.name(), "records", records);
            ctx.pipeline().replace(this, "tls", handler);
            placed = true;
            connection.hold(Price.TLS, true);
            connection.hold(Price.HANDSHAKE, true);
        } finally {
            if (!placed) {
                ReferenceCountUtil.safeRelease(handler.engine());
            }
        }
        handler.handshakeFuture().addListener(done -> {
            worker.deadlines().cancel(deadline);
            connection.hold(Price.HANDSHAKE, false);
        });
    }

    private void close() {
        if (context != null) {
            context.channel().close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        worker.deadlines().cancel(deadline);
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        worker.deadlines().cancel(deadline);
        ctx.close();
    }
}
