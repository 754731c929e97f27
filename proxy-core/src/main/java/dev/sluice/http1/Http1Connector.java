package dev.sluice.http1;

import dev.sluice.exchange.BackendConnector;
import dev.sluice.exchange.Exchange;
import dev.sluice.exchange.Failure;
import dev.sluice.upstream.Endpoint;
import dev.sluice.upstream.Sockets;
import dev.sluice.worker.Worker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens HTTP/1.1 streams to endpoints on one worker's loop: the connection that was used last, or a new one.
 *
 * <pre>
 *   [TLS] ─▶ Http1BackendStream ─▶ Exchange
 * </pre>
 */
public final class Http1Connector implements BackendConnector {
    private static final Pending DONE = () -> {};

    private final Worker worker;
    private final Sockets sockets;

    /** Makes the connector of one worker. */
    public Http1Connector(Worker worker, Sockets sockets) {
        this.worker = worker;
        this.sockets = sockets;
    }

    @Override
    public Pending connect(Endpoint endpoint, long connectNanos, Exchange exchange) {
        if (!exchange.wantsNewConnection()) {
            Http1BackendStream kept = kept(endpoint);
            if (kept != null) {
                kept.attach(exchange);
                exchange.backendReady(kept);
                return DONE;
            }
        }
        Attempt attempt = new Attempt(endpoint, exchange);
        attempt.start(connectNanos);
        return attempt;
    }

    private @Nullable Http1BackendStream kept(Endpoint endpoint) {
        while (endpoint.state().pool(worker).take() instanceof Http1BackendStream stream) {
            if (stream.usable(endpoint.tls())) {
                return stream;
            }
            stream.close();
        }
        return null;
    }

    /** A connection that is being made. */
    private final class Attempt implements Pending {
        private final Endpoint endpoint;
        private final Http1BackendStream stream;
        private @Nullable Exchange exchange;
        private @Nullable Channel channel;

        Attempt(Endpoint endpoint, Exchange exchange) {
            this.endpoint = endpoint;
            this.exchange = exchange;
            this.stream = new Http1BackendStream(worker, endpoint.state(), endpoint.tls());
        }

        void start(long connectNanos) {
            int millis = (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(connectNanos));
            ChannelFuture connecting = sockets.connector(
                            worker, endpoint.state().address())
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel fresh) {
                            assemble(fresh, millis);
                        }
                    })
                    .connect(endpoint.state().address());
            channel = connecting.channel();
            connecting.addListener(done -> connected(done));
        }

        private void assemble(Channel fresh, int millis) {
            SslContext tls = endpoint.tls();
            if (tls != null) {
                SslHandler handler = endpoint.tlsName().isEmpty()
                        ? tls.newHandler(fresh.alloc())
                        : tls.newHandler(fresh.alloc(), endpoint.tlsName(), endpoint.tlsPort());
                handler.setHandshakeTimeoutMillis(millis);
                fresh.pipeline().addLast(handler);
            }
            fresh.pipeline().addLast(stream);
        }

        private void connected(Future<?> done) {
            Channel open = channel;
            if (!done.isSuccess() || open == null) {
                failed(Connecting.failure(done.cause()), Connecting.detail(done.cause()));
                return;
            }
            SslHandler tls = open.pipeline().get(SslHandler.class);
            if (tls == null) {
                ready();
            } else {
                tls.handshakeFuture().addListener(handshake -> {
                    if (handshake.isSuccess()) {
                        ready();
                    } else {
                        open.close();
                        failed(Failure.BACKEND_TLS, Connecting.detail(handshake.cause()));
                    }
                });
            }
        }

        private void ready() {
            Exchange waiting = exchange;
            exchange = null;
            if (waiting == null) {
                stream.close();
            } else {
                stream.attach(waiting);
                waiting.backendReady(stream);
            }
        }

        private void failed(Failure failure, String detail) {
            Exchange waiting = exchange;
            exchange = null;
            if (waiting != null) {
                waiting.backendFailed(failure, detail);
            }
        }

        @Override
        public void cancel() {
            if (exchange == null) {
                return;
            }
            exchange = null;
            Channel open = channel;
            if (open != null) {
                open.close();
            }
        }
    }
}
