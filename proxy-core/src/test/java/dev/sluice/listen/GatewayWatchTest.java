package dev.sluice.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.LogWatch;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When it is said that the clients' own addresses do not reach a container, and when not. */
@SuppressWarnings("NullAway.Init") // set before each test
final class GatewayWatchTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final String ROUTES = """
            Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
            eth0\t00000000\t010012AC\t0003\t0\t0\t0\t00000000\t0\t0\t0
            eth0\t000012AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
            """;

    @TempDir
    private Path folder;

    private GatewayWatch watch;
    private long now;

    @BeforeEach
    void start() throws IOException {
        watch = new GatewayWatch(network("7"), 2 * MINUTE);
    }

    private @Nullable ContainerNetwork network(String peer) throws IOException {
        Path routes = Files.writeString(folder.resolve("route"), ROUTES);
        Path device = Files.createDirectories(folder.resolve("net/eth0"));
        Files.writeString(device.resolve("ifindex"), "6\n");
        Files.writeString(device.resolve("iflink"), peer + "\n");
        return ContainerNetwork.of(routes, folder.resolve("net"));
    }

    @Test
    void twentyConnectionsFromTheGatewayInTwoMinutesAreSaidOnce() throws IOException {
        try (LogWatch log = new LogWatch()) {
            connect(19, "172.18.0.1", false);
            assertThat(log.warnings()).isEmpty();
            connect(40, "172.18.0.1", false);
            assertThat(log.warnings()).singleElement().asString().contains("came from 172.18.0.1, the gateway");
        }
    }

    @Test
    void aBurstIsNoProof() throws IOException {
        try (LogWatch log = new LogWatch()) {
            for (int i = 0; i < 100; i++) {
                watch.accepted(InetAddress.getByName("172.18.0.1"), false, i);
            }
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void oneClientSeenFromOutsideEndsTheWatch() throws IOException {
        try (LogWatch log = new LogWatch()) {
            connect(1, "203.0.113.7", false);
            connect(40, "172.18.0.1", false);
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void containersBesideItAndTheContainerItselfProveNothing() throws IOException {
        try (LogWatch log = new LogWatch()) {
            for (String near : List.of("172.18.0.9", "127.0.0.1", "::1")) {
                connect(1, near, false);
            }
            connect(20, "172.18.0.1", false);
            assertThat(log.warnings()).hasSize(1);
        }
    }

    @Test
    void aTrustedProxyOnTheHostIsNotCounted() throws IOException {
        try (LogWatch log = new LogWatch()) {
            connect(40, "172.18.0.1", true);
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void onTheNetworkOfTheHostTheGatewayIsARouterLikeAnyClient() throws IOException {
        assertThat(network("6")).isNull();
    }

    /** Connects so many times, ten seconds apart. */
    private void connect(int times, String from, boolean trusted) throws IOException {
        for (int i = 0; i < times; i++) {
            now += MINUTE / 6;
            watch.accepted(InetAddress.getByName(from), trusted, now);
        }
    }
}
