package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.worker.ClientConnection.Occupant;
import dev.sluice.worker.ClientConnection.Phase;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClientConnectionsTest {
    private static final long SECOND = 1_000_000_000;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Worker worker = new Worker(0, group.next());
    private final ClientConnections clients = worker.clients();
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final Channel server = new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    accepted.add(channel);
                }
            })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();

    @AfterEach
    void close() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void givesUpTheIdlestThenWhoArrivesLongestThenTheSlowest() throws Exception {
        ClientConnection arriving1 = admit(0);
        ClientConnection arriving2 = admit(1);
        ClientConnection tunnel = busy(0, new Speaker(false, 0));
        ClientConnection slow = busy(0, new Speaker(true, 2000));
        ClientConnection slowest = busy(0, new Speaker(true, 100));
        ClientConnection fast = busy(0, new Speaker(true, 10_000_000));
        ClientConnection idle1 = admit(0);
        ClientConnection idle2 = admit(0);
        phase(idle2, Phase.IDLE, 2);
        phase(idle1, Phase.IDLE, 3);
        limit(8);
        for (ClientConnection expected : List.of(idle2, idle1, arriving1, arriving2, slowest, slow)) {
            assertThat(expected.channel().isActive()).isTrue();
            busy(20, new Speaker(true, 10_000_000));
            await().until(() -> !expected.channel().isActive());
            assertThat(clients.count()).isEqualTo(8);
        }
        assertThat(admitOrRefuse(20)).as("no room").isNull();
        assertThat(clients.shed()).isEqualTo(7);
        assertThat(tunnel.channel().isActive()).isTrue();
        assertThat(fast.channel().isActive()).isTrue();
    }

    @Test
    void manyTunnelsDoNotHideTheSlow() throws Exception {
        for (int i = 0; i < 300; i++) {
            busy(0, new Speaker(false, 0));
        }
        ClientConnection slow = busy(0, new Speaker(true, 0));
        limit(301);
        if (admitOrRefuse(20) == null) {
            admit(20);
        }
        await().until(() -> !slow.channel().isActive());
    }

    @Test
    void eachNewcomerTakesAPlaceOfItsOwnAlthoughClosingTakesLong() throws Exception {
        List<ClientConnection> idle = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ClientConnection each = admit(0);
            phase(each, Phase.IDLE, i);
            idle.add(each);
        }
        limit(3);
        List<Channel> newcomers = List.of(channel(), channel(), channel());
        on(() -> {
            for (Channel each : newcomers) {
                Objects.requireNonNull(clients.admit(each, SECOND)).phase(Phase.BUSY, SECOND);
            }
            idle.getFirst().phase(Phase.BUSY, SECOND); // whoever speaks on it does not know yet
            clients.remove(idle.getFirst());
            return true;
        });
        await().until(() -> idle.stream().noneMatch(each -> each.channel().isActive()));
        assertThat(clients.count()).isEqualTo(3);
        assertThat(newcomers).allMatch(Channel::isActive);
    }

    @Test
    void whatIsHeldForNobodyInParticularIsRoomThatOthersHaveToGiveToo() throws Exception {
        ClientConnection idle = admit(0);
        phase(idle, Phase.IDLE, 0);
        on(() -> {
            clients.limit(new Allotment(1 << 20, 1 << 20, 100, 100));
            new Held(worker).set(1 << 20);
            return true;
        });
        await().until(() -> !idle.channel().isActive());
    }

    private ClientConnection admit(long second) throws Exception {
        return Objects.requireNonNull(admitOrRefuse(second));
    }

    private @Nullable ClientConnection admitOrRefuse(long second) throws Exception {
        Channel channel = channel();
        return on(() -> clients.admit(channel, second * SECOND));
    }

    private ClientConnection busy(long second, Speaker speaker) throws Exception {
        ClientConnection connection = admit(second);
        return on(() -> {
            connection.occupant(speaker);
            connection.phase(Phase.BUSY, second * SECOND);
            return connection;
        });
    }

    private void phase(ClientConnection connection, Phase phase, long second) throws Exception {
        on(() -> {
            connection.phase(phase, second * SECOND);
            return true;
        });
    }

    private void limit(int most) throws Exception {
        on(() -> {
            clients.limit(Allotment.UNBOUNDED.withConnections(most));
            return true;
        });
    }

    private Channel channel() throws Exception {
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        sockets.add(new Socket(address.getAddress(), address.getPort()));
        Channel channel = Objects.requireNonNull(accepted.poll(5, TimeUnit.SECONDS));
        await().until(channel::isActive);
        return channel;
    }

    private <T> T on(Callable<T> work) throws Exception {
        return worker.loop().submit(work).get(5, TimeUnit.SECONDS);
    }

    private record Speaker(boolean waitsForClient, long progress) implements Occupant {
        @Override
        public void drain() {}
    }
}
