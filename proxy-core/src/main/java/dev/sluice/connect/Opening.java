package dev.sluice.connect;

import dev.sluice.exchange.BackendConnector.Pending;
import dev.sluice.exchange.BackendListener;
import dev.sluice.exchange.Failure;
import dev.sluice.http2.Http2Backends;
import dev.sluice.upstream.BackendConnection;
import dev.sluice.upstream.BackendProtocol;
import dev.sluice.upstream.ConnectFailure;
import dev.sluice.upstream.Endpoint;
import dev.sluice.upstream.SharedConnection;
import dev.sluice.worker.Budget;
import dev.sluice.worker.Price;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection that is being made, and the exchanges that wait for it: TCP, TLS, and for HTTP/2 the peer's SETTINGS. */
final class Opening implements Http2Backends.Outcome {
    private static final int SLOW_MILLIS = 250;
    private static final int MAX_AT_ONCE = 32;

    private final BackendConnections connections;
    private final Endpoint endpoint;
    private final long connectNanos;
    private final boolean shared;
    private final List<Ticket> tickets = new ArrayList<>(2);
    private final BackendConnection attempt = this::giveUp;
    private @Nullable Channel channel;
    private @Nullable Future<?> lookAgain;
    private boolean settled;
    private boolean blamed;

    /** {@code shared} tells whether a connection of HTTP/2 is offered to further exchanges. */
    Opening(BackendConnections connections, Endpoint endpoint, long connectNanos, boolean shared) {
        this.connections = connections;
        this.endpoint = endpoint;
        this.connectNanos = connectNanos;
        this.shared = shared;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Whether the connection will be one that this endpoint's exchanges trust. */
    @SuppressWarnings("ReferenceEquality") // contexts are compared by identity
    boolean fits(Endpoint wanted) {
        return wanted.tls() == endpoint.tls();
    }

    Pending add(BackendListener listener) {
        Ticket ticket = new Ticket(listener);
        tickets.add(ticket);
        return ticket;
    }

    void start() {
        int millis = (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(connectNanos));
        ChannelFuture connecting = connections
                .sockets
                .connector(connections.worker, endpoint.state().address())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        assemble(fresh, millis);
                    }
                })
                .connect(endpoint.state().address());
        channel = connecting.channel();
        endpoint.state().pool(connections.worker).begins(attempt);
        connecting.addListener(this::connected);
    }

    private void giveUp() {
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }

    private void assemble(Channel fresh, int millis) {
        Budget budget = connections.worker.clients().budget();
        budget.add(Price.BACKEND);
        fresh.closeFuture().addListener(closed -> budget.subtract(Price.BACKEND));
        SslContext tls = endpoint.tls();
        if (tls != null) {
            SslHandler handler = endpoint.tlsName().isEmpty()
                    ? tls.newHandler(fresh.alloc())
                    : tls.newHandler(fresh.alloc(), endpoint.tlsName(), endpoint.tlsPort());
            handler.setHandshakeTimeoutMillis(millis);
            fresh.pipeline().addLast(handler);
        }
        fresh.pipeline().addLast(new Silent());
    }

    private void connected(Future<?> done) {
        if (!connections.worker.loop().inEventLoop()) {
            // no socket could be opened: the failure comes from elsewhere
            connections.worker.loop().execute(() -> connected(done));
            return;
        }
        endpoint.state().pool(connections.worker).begun(attempt);
        Channel open = channel;
        if (!done.isSuccess() || open == null) {
            Failure failure =
                    done.cause() instanceof ConnectTimeoutException ? Failure.CONNECT_TIMEOUT : Failure.CONNECT_REFUSED;
            failed(failure, words(done.cause()));
            return;
        }
        SslHandler tls = open.pipeline().get(SslHandler.class);
        if (tls == null) {
            ready(open, endpoint.protocol() == BackendProtocol.HTTP_2);
            return;
        }
        tls.handshakeFuture().addListener(handshake -> {
            if (handshake.isSuccess()) {
                ready(open, ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol()));
            } else {
                open.close();
                failed(Failure.BACKEND_TLS, words(handshake.cause()));
            }
        });
    }

    private static String words(@Nullable Throwable cause) {
        return cause == null ? "unknown" : ConnectFailure.words(cause);
    }

    private void ready(Channel open, boolean http2) {
        open.pipeline().removeLast();
        if (http2) {
            connections.http2.adopt(open, endpoint, connectNanos, this);
            return;
        }
        settle();
        endpoint.state().pool(connections.worker).chosenHttp1(true);
        BackendListener first = takeFirst();
        if (first == null) {
            open.close();
        } else {
            connections.http1.adopt(open, endpoint, first);
        }
        forEach(0, Ticket::again);
    }

    private @Nullable BackendListener takeFirst() {
        for (Ticket ticket : tickets) {
            BackendListener waiting = ticket.listener;
            if (waiting != null) {
                ticket.listener = null;
                return waiting;
            }
        }
        return null;
    }

    @Override
    public boolean shared() {
        return shared;
    }

    /** The HTTP/2 connection takes exchanges now. */
    @Override
    public void settled(SharedConnection connection) {
        if (!connection.takesMore(endpoint.tls())) {
            connection.close();
            failed(Failure.CONNECT_REFUSED, "it takes no requests on a new connection");
            return;
        }
        settle();
        endpoint.state().pool(connections.worker).chosenHttp1(false);
        forEach(0, ticket -> ticket.use(connection));
    }

    @Override
    public void failed(Failure failure, String detail) {
        settle();
        forEach(0, ticket -> ticket.failed(failure, detail));
    }

    /** Thousands of streams may wait: a few go on in each turn of the loop. */
    private void forEach(int from, Consumer<Ticket> step) {
        int to = Math.min(tickets.size(), from + MAX_AT_ONCE);
        for (Ticket ticket : tickets.subList(from, to)) {
            step.accept(ticket);
        }
        if (to < tickets.size()) {
            connections.worker.inNextTurn(() -> forEach(to, step));
        }
    }

    /** Where nobody answers, the endpoint may be a container that is gone: its upstream asks names again, and so finds out. */
    void watch() {
        if (!settled) {
            lookAgain = connections.worker.loop().schedule(this::isSlow, SLOW_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void isSlow() {
        tickets.forEach(Ticket::isSlow);
        watch();
    }

    private void settle() {
        settled = true;
        Future<?> later = lookAgain;
        if (later != null) {
            later.cancel(false);
        }
        connections.settled(this);
    }

    private void cancelled() {
        Channel open = channel;
        if (!settled && open != null && tickets.stream().allMatch(each -> each.listener == null)) {
            settle();
            open.close();
        }
    }

    /** One exchange's place. */
    private final class Ticket implements Pending {
        private @Nullable BackendListener listener;
        private @Nullable Pending next;

        Ticket(BackendListener listener) {
            this.listener = listener;
        }

        /** Goes on with a stream of the new connection, where it takes one more. */
        void use(SharedConnection connection) {
            BackendListener waiting = listener;
            if (waiting != null && connection.takesMore(endpoint.tls())) {
                listener = null;
                connections.http2.use(connection, endpoint, waiting);
            } else {
                again();
            }
        }

        /** One exchange's failure is the endpoint's; the others only share it. */
        void failed(Failure failure, String detail) {
            BackendListener waiting = listener;
            listener = null;
            if (waiting != null && blamed) {
                waiting.backendFailedAsForOthers(failure, detail);
            } else if (waiting != null) {
                blamed = true;
                waiting.backendFailed(failure, detail);
            }
        }

        void isSlow() {
            if (listener != null) {
                listener.backendIsSlow();
            }
        }

        /** Asks anew: for a stream of the connection that is there now, or for another connection where it is full. */
        void again() {
            BackendListener waiting = listener;
            listener = null;
            if (waiting != null) {
                next = connections.connect(endpoint, connectNanos, waiting);
            }
        }

        @Override
        public void cancel() {
            Pending later = next;
            if (later != null) {
                later.cancel();
            } else if (listener != null) {
                listener = null;
                cancelled();
            }
        }
    }

    /** Holds the place of whoever will speak: what fails before is told by the futures. */
    private static final class Silent extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
