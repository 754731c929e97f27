package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackendTlsTest {
    private final Path folder;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BackendTls backends = new BackendTls();

    private final CertificateStore store;
    private final TlsServer server;
    private final Path root;

    BackendTlsTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        store = CertificateStore.open(
                folder.resolve("data"),
                TlsFiles.read(Configs.of(Configs.site("backend.test"), Configs.site("127.0.0.1"))));
        server = new TlsServer(store);
        root = store.authority().rootFile();
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
        backends.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void acceptsABackendWhoseNameAndCaFit() throws Exception {
        assertThat(connect(backends.context(true, root, true), "backend.test")).isEqualTo("TLSv1.3");
        assertThat(connect(backends.context(true, root, true), "127.0.0.1")).isEqualTo("TLSv1.3");
    }

    @Test
    void refusesABackendWithAnotherName() throws Exception {
        assertThatThrownBy(() -> connect(backends.context(true, root, true), "other.test"))
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> connect(backends.context(true, root, true), "127.0.0.2"))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void refusesABackendOfAnUnknownCa() throws Exception {
        assertThatThrownBy(() -> connect(backends.context(true, null, true), "backend.test"))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void acceptsAnyBackendWhereVerificationIsOff() throws Exception {
        assertThat(connect(backends.context(false, null, true), "other.test")).isEqualTo("TLSv1.3");
    }

    @Test
    void equalSettingsShareAContext() throws Exception {
        Path copy = folder.resolve("copy.pem");
        Files.copy(root, copy);
        assertThat(backends.context(true, copy, true)).isSameAs(backends.context(true, root, true));
        assertThat(backends.context(true, null, true))
                .isSameAs(backends.context(true, null, true))
                .isNotSameAs(backends.context(true, root, true));
        assertThat(backends.context(false, root, true)).isSameAs(backends.context(false, null, true));
        assertThatThrownBy(() -> backends.context(true, folder.resolve("none.pem"), true))
                .isInstanceOf(PemException.class)
                .hasMessageContaining("none.pem does not exist");
    }

    private String connect(SslContext context, String host) throws Exception {
        Channel channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        ch.pipeline().addLast(context.newHandler(ch.alloc(), host, server.port()));
                    }
                })
                .connect(server.address())
                .sync()
                .channel();
        try {
            SslHandler handler = channel.pipeline().get(SslHandler.class);
            handler.handshakeFuture().sync();
            return handler.engine().getSession().getProtocol();
        } finally {
            channel.close().sync();
        }
    }
}
