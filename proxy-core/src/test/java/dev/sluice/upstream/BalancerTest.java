package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.config.Balance;
import dev.sluice.worker.Worker;
import io.netty.channel.DefaultEventLoop;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BalancerTest {
    private static final long NOW = 5_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final Balance HASH = new Balance.Hash(Balance.By.IP, "");

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final Worker worker = new Worker(0, loop);
    private final Random random = new Random(3);

    static Stream<Balance> all() {
        return Stream.of(new Balance.LeastRequests(), new Balance.RoundRobin(), new Balance.Random(), HASH);
    }

    @AfterEach
    void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @MethodSource("all")
    void spreadsTenThousandRequestsEvenly(Balance balance) {
        assertThat(counts(balance, endpoints(1, 1, 1), NOW)).allSatisfy(n -> near(n, 10_000 / 3));
    }

    @ParameterizedTest
    @MethodSource("all")
    void keepsToWeights(Balance balance) {
        Integer[] counts = counts(balance, endpoints(1, 2, 5), NOW);
        near(counts[0], 1250);
        near(counts[1], 2500);
        near(counts[2], 6250);
    }

    @ParameterizedTest
    @MethodSource("all")
    void passesOverWhatWasTriedRestsOrIsDown(Balance balance) {
        Endpoint[] all = endpoints(1, 1, 1, 1);
        all[0].state().checkedDown("as a check says");
        eject(all[1].state());
        Balancer balancer = Balancer.of(balance, 1);
        for (int i = 0; i < 1000; i++) {
            Choice choice = choice();
            choice.tried(all[2].state());
            assertThat(balancer.pick(all, worker, choice, NOW)).isSameAs(all[3]);
            choice.tried(all[3].state());
            assertThat(balancer.pick(all, worker, choice, NOW))
                    .as("rather than none")
                    .isSameAs(all[1]);
            choice.tried(all[1].state());
            assertThat(balancer.pick(all, worker, choice, NOW)).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void hasNothingToPickFromNothing(Balance balance) {
        assertThat(Balancer.of(balance, 1).pick(new Endpoint[0], worker, choice(), NOW))
                .isNull();
    }

    @Test
    void oneThatComesBackGetsLittleAtFirst() {
        Endpoint[] all = endpoints(1, 1);
        all[0].state().checkedDown("gone");
        all[0].state().checkedUp(NOW);
        near(counts(new Balance.RoundRobin(), all, NOW)[0], 10_000 / 11);
        near(counts(new Balance.RoundRobin(), all, NOW + 5 * SECOND)[0], 10_000 / 3);
        near(counts(new Balance.RoundRobin(), all, NOW + 11 * SECOND)[0], 5000);
    }

    @Test
    void leastRequestsNearlyAlwaysTakesTheLessBusyOfTwo() {
        Endpoint[] all = endpoints(1, 1);
        all[0].state().started(worker);
        assertThat(counts(new Balance.LeastRequests(), all, NOW)[1]).isGreaterThan(9800);
    }

    @Test
    void hashingStaysAndMovesOnlyTheShareOfWhatCame() {
        Endpoint[] nine = endpoints(1, 1, 1, 1, 1, 1, 1, 1, 1);
        Endpoint[] ten = Arrays.copyOf(nine, 10);
        ten[9] = endpoint(9, 1);
        Balancer balancer = Balancer.of(HASH, 1);
        int moved = 0;
        for (int i = 0; i < 10_000; i++) {
            Choice choice = choice();
            Endpoint before = balancer.pick(nine, worker, choice, NOW);
            assertThat(balancer.pick(nine, worker, choice, NOW)).isSameAs(before);
            Endpoint after = balancer.pick(ten, worker, choice, NOW);
            if (after != before) {
                assertThat(after).isSameAs(ten[9]);
                moved++;
            }
        }
        assertThat(moved).isCloseTo(1000, within(100));
    }

    private static void near(int count, int expected) {
        assertThat(count).isCloseTo(expected, within(expected / 10));
    }

    private Integer[] counts(Balance balance, Endpoint[] all, long now) {
        Balancer balancer = Balancer.of(balance, 1);
        Integer[] counts = new Integer[all.length];
        Arrays.fill(counts, 0);
        for (int i = 0; i < 10_000; i++) {
            @Nullable Endpoint picked = balancer.pick(all, worker, choice(), now);
            counts[Arrays.asList(all).indexOf(picked)]++;
        }
        return counts;
    }

    private Choice choice() {
        Choice choice = new Choice();
        choice.hash(random.nextLong());
        return choice;
    }

    private static void eject(EndpointState state) {
        for (int i = 0; i < 3; i++) {
            state.failed(NOW);
        }
    }

    private static Endpoint[] endpoints(int... weights) {
        Endpoint[] all = new Endpoint[weights.length];
        Arrays.setAll(all, i -> endpoint(i, weights[i]));
        return all;
    }

    private static Endpoint endpoint(int i, int weight) {
        long id = new Random(i).nextLong();
        EndpointState state = new EndpointState("e" + i, new InetSocketAddress("127.0.0.1", 1000 + i), id, 1);
        return new Endpoint(state, weight, "e" + i, BackendProtocol.HTTP_1, null, "", 80, null);
    }
}
