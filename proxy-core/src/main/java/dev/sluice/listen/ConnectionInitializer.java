package dev.sluice.listen;

import dev.sluice.exchange.ClientLimits;
import dev.sluice.exchange.ExchangeServices;
import dev.sluice.http.ClientFacts;
import dev.sluice.http1.Http1ClientStream;
import dev.sluice.http2.Http2ClientConnection;
import dev.sluice.http2.Http2Shared;
import dev.sluice.route.CurrentSnapshot;
import dev.sluice.route.Limits;
import dev.sluice.tls.CertificateStore;
import dev.sluice.tls.ChallengeResponder;
import dev.sluice.tls.HandshakeHandler;
import dev.sluice.tls.TlsSession;
import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Worker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a client's pipeline is written down.
 *
 * <pre>
 *   [PROXY protocol: only from trusted proxies, only where it is on]
 *   [HandshakeHandler ─▶ SslHandler: only on HTTPS listeners]
 *   Http2ClientConnection where ALPN has chosen it; else
 *   [PriorKnowledge: only on plain listeners; puts Http2ClientConnection in the place of what follows]
 *   Http1ClientStream
 * </pre>
 *
 * <p>One instance per worker and kind of listener.
 */
@Sharable
public final class ConnectionInitializer extends ChannelInitializer<Channel> {
    private final ExchangeServices services;
    private final CurrentSnapshot current;
    private final @Nullable CertificateStore certificates;
    private final GatewayWatch gateway;
    private final Http2Shared shared = new Http2Shared();

    /**
     * Makes the initializer of one worker.
     *
     * @param certificates for HTTPS listeners, or null for plain ones
     * @param gateway looks at who connects; shared by all
     */
    public ConnectionInitializer(
            ExchangeServices services,
            CurrentSnapshot current,
            @Nullable CertificateStore certificates,
            GatewayWatch gateway) {
        this.services = services;
        this.current = current;
        this.certificates = certificates;
        this.gateway = gateway;
    }

    @Override
    protected void initChannel(Channel channel) {
        Worker worker = services.worker();
        ClientConnection connection = worker.clients().admit(channel, worker.now());
        if (connection == null) {
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> worker.clients().remove(connection));
        InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
        boolean trusted = current.get().trusts(peer.getAddress());
        gateway.accepted(peer.getAddress(), trusted, worker.now());
        ClientConnectionSetup setup = new ClientConnectionSetup(connection, peer);
        if (trusted && current.get().config().proxyProtocol()) {
            channel.pipeline().addLast(new HAProxyMessageDecoder(), new ProxyHeader(setup, worker));
        } else {
            setup.speakFor(channel, Origin.of(peer));
        }
    }

    /** The steps of one connection until its protocol is known. */
    final class ClientConnectionSetup {
        private final ClientConnection connection;
        private final InetSocketAddress peer;

        ClientConnectionSetup(ClientConnection connection, InetSocketAddress peer) {
            this.connection = connection;
            this.peer = peer;
        }

        long headerTimeoutNanos() {
            return current.get().limits().headerTimeout();
        }

        InetSocketAddress peer() {
            return peer;
        }

        /** Goes on with the client that a PROXY header has named, and counts for it what the connection holds. */
        void speakBehind(Channel channel, Origin origin) {
            if (origin.told()) {
                services.worker().clients().speaksFor(connection, origin.address());
            }
            speakFor(channel, origin);
        }

        /** Goes on with the client, told by a PROXY header or the peer itself. */
        void speakFor(Channel channel, Origin origin) {
            CertificateStore store = certificates;
            if (store == null) {
                speakHttp(channel, facts(channel, origin, null), null);
            } else {
                Arrivals.of(channel, peer.getAddress(), origin.address(), gateway.network())
                        .attachTo(channel);
                channel.pipeline()
                        .addLast(
                                new HandshakeHandler(
                                        services.worker(),
                                        connection,
                                        store,
                                        current.get().limits().headerTimeout(),
                                        store.challenges()),
                                new AfterHandshake(this, origin));
            }
        }

        ClientFacts facts(Channel channel, Origin origin, ClientFacts.@Nullable TlsFacts tls) {
            int localPort = channel.localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
            // behind a PROXY header the bytes are the client's own, so it is the client's address that must be trusted
            boolean trusted = origin.told() && current.get().trusts(origin.address());
            return new ClientFacts(origin.address(), origin.port(), trusted, localPort, tls);
        }

        void speakHttp(Channel channel, ClientFacts facts, @Nullable String protocol) {
            ClientLimits limits = limits();
            if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
                channel.pipeline().addLast(http2(facts, limits));
                return;
            }
            if (!facts.secure()) {
                channel.pipeline().addLast(new PriorKnowledge(() -> http2(facts, limits)));
            }
            channel.pipeline().addLast(new Http1ClientStream(services, facts, connection, limits));
        }

        private ClientLimits limits() {
            Limits limits = current.get().limits();
            return new ClientLimits(
                    limits.headerSize(), limits.headers(), limits.headerTimeout(), limits.keepAlive(), limits.idle());
        }

        private Http2ClientConnection http2(ClientFacts facts, ClientLimits limits) {
            return new Http2ClientConnection(services, facts, connection, limits, shared);
        }
    }

    /** Waits for the end of the TLS handshake. */
    private static final class AfterHandshake extends ChannelInboundHandlerAdapter {
        private final ClientConnectionSetup setup;
        private final Origin origin;

        AfterHandshake(ClientConnectionSetup setup, Origin origin) {
            this.setup = setup;
            this.origin = origin;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                TlsSession session = TlsSession.of(ctx.channel());
                if (handshake.isSuccess() && session != null && !provesName(session)) {
                    setup.speakHttp(
                            ctx.channel(),
                            setup.facts(ctx.channel(), origin, session.facts()),
                            session.applicationProtocol());
                    ctx.pipeline().remove(this);
                } else {
                    ctx.close();
                }
            } else {
                ctx.fireUserEventTriggered(event);
            }
        }

        /** Such a connection carries nothing (RFC 8737 section 3). */
        private static boolean provesName(TlsSession session) {
            return ChallengeResponder.PROTOCOL.equals(session.applicationProtocol());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close(); // a failed handshake; the alert has been sent
        }
    }
}
