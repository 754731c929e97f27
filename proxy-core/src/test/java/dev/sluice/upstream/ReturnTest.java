package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.Balance;
import dev.sluice.config.HealthConfig;
import dev.sluice.config.Position;
import dev.sluice.config.Target;
import dev.sluice.listen.Transport;
import dev.sluice.worker.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens as endpoints and names come back: soon where requests wait, and gradually. */
final class ReturnTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Transport transport = new Transport(2, true);
    private final List<Worker> workers = transport.workers();
    private final UpstreamRegistry registry = new UpstreamRegistry(workers, transport, new byte[16]);

    @AfterEach
    void close() {
        registry.close();
        transport.close();
    }

    @Test
    void aCheckDoesNotLetWaitingRequestsWaitForItsNextTurn() throws Exception {
        int port = closedPort();
        Upstream upstream = upstream(new HealthConfig.Tcp(LONG, Duration.ofSeconds(2), 2, 1), "127.0.0.1", port);
        EndpointState state = upstream.endpoints().getFirst().state();
        await().until(state::isCheckedDown);
        assertThat(state.healthWords(System.nanoTime())).isEqualTo("down: connection refused");
        AtomicInteger woken = new AtomicInteger();
        Worker worker = workers.getLast();
        worker.loop().execute(() -> upstream.hold(worker, woken::incrementAndGet));
        try (ServerSocket back = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            await().atMost(Duration.ofSeconds(20)).until(() -> woken.get() == 1);
            assertThat(state.isCheckedDown()).isFalse();
            assertThat(back.isBound()).isTrue();
        }
    }

    @Test
    void nobodyWaitingMeansNoCheckBeforeItsTurn() throws Exception {
        int port = closedPort();
        Upstream upstream = upstream(new HealthConfig.Tcp(LONG, Duration.ofSeconds(2), 1, 1), "127.0.0.1", port);
        EndpointState state = upstream.endpoints().getFirst().state();
        await().until(state::isCheckedDown);
        try (ServerSocket back = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            assertThat(back.isBound()).isTrue();
            await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(3)).until(state::isCheckedDown);
        }
    }

    @Test
    void aRequestIsToWaitForAStaleNameEvenWhereItsRouteHoldsNothing() throws Exception {
        int port = closedPort();
        Upstream upstream = upstream(new HealthConfig.Off(), "localhost", port);
        await().until(upstream::resolved);
        assertThat(heldAtLeast(upstream)).isZero();
        // the pick begins the look-up that makes it fresh again: the first after five seconds sees it stale
        await().pollDelay(Duration.ofMillis(5_200))
                .atMost(Duration.ofSeconds(10))
                .until(() -> heldAtLeast(upstream) == SECOND);
        await().until(() -> heldAtLeast(upstream) == 0);
    }

    /** What a request that picks now is told. */
    private long heldAtLeast(Upstream upstream) throws Exception {
        Worker worker = workers.getLast();
        Choice choice = new Choice();
        boolean picked = worker.loop()
                .submit(() -> upstream.pick(worker, choice) != null)
                .get(5, TimeUnit.SECONDS);
        assertThat(picked).isEqualTo(choice.leastHoldNanos() == 0);
        return choice.leastHoldNanos();
    }

    @Test
    void hashedClientsComeBackOneByOneAndStayOnceTheyAreBack() throws Exception {
        Balancer balancer = Balancer.of(new Balance.Hash(Balance.By.IP, ""), 1);
        Endpoint[] endpoints = {endpoint(1), endpoint(2), endpoint(3)};
        EndpointState warming = endpoints[0].state();
        long start = System.nanoTime();
        boolean[] home = backHome(balancer, endpoints, start);
        for (int i = 0; i < 3; i++) {
            warming.failed(start);
        }
        assertThat(count(backHome(balancer, endpoints, start))).isZero();
        long back = start + SECOND;
        boolean[] before = new boolean[home.length];
        int[] expected = {10, 30, 60, 100};
        int[] seconds = {0, 3, 6, 10};
        for (int step = 0; step < seconds.length; step++) {
            boolean[] now = backHome(balancer, endpoints, back + seconds[step] * SECOND);
            for (int client = 0; client < now.length; client++) {
                assertThat(now[client]).as("client %d", client).isIn(home[client], before[client]);
                assertThat(before[client] && !now[client]).isFalse();
            }
            assertThat(count(now) * 100 / count(home)).isBetween(expected[step] - 3, expected[step] + 3);
            before = now;
        }
        assertThat(before).isEqualTo(home);
    }

    /** Which of many clients the first endpoint serves. */
    private boolean[] backHome(Balancer balancer, Endpoint[] endpoints, long now) {
        boolean[] served = new boolean[10_000];
        Choice choice = new Choice();
        for (int client = 0; client < served.length; client++) {
            choice.hash(client * 0x9E3779B97F4A7C15L);
            Endpoint picked = balancer.pick(endpoints, workers.getFirst(), choice, now);
            assertThat(picked).isNotNull();
            served[client] = endpoints[0].equals(picked);
        }
        return served;
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    private Upstream upstream(HealthConfig health, String host, int port) {
        Target target = new Target(Position.START, Target.Scheme.HTTP, host, port, null, 1, true, null, null);
        return registry.upstream(List.of(new UpstreamTarget(target, null, null)), new Balance.LeastRequests(), health);
    }

    private static Endpoint endpoint(long id) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        return new Endpoint(
                new EndpointState("e" + id, address, id, 1), 1, "e", BackendProtocol.HTTP_1, null, "", 1, null);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
