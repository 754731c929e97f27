package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.Balance;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class UpstreamRegistryTest {
    private static final Balance BALANCE = new Balance.RoundRobin();

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void equalConfigurationGivesTheSameUpstream() {
        Upstream first = fixture.upstream(BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", 80));
        assertThat(fixture.upstream(BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", 80)))
                .isSameAs(first);
        assertThat(fixture.upstream(BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", 80, 2)))
                .isNotSameAs(first);
        assertThat(fixture.upstream(new Balance.Random(), Fixture.OFF, Fixture.target("127.0.0.1", 80)))
                .isNotSameAs(first);
    }

    @Test
    void theStateOfAnEndpointOutlivesTheUpstreamThatChanged() {
        Upstream before = fixture.upstream(BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", 80));
        Upstream after = fixture.upstream(new Balance.Random(), Fixture.OFF, Fixture.target("127.0.0.1", 80, 7));
        fixture.registry.retain(Set.of(after));
        assertThat(after.endpoints().getFirst().state())
                .isSameAs(before.endpoints().getFirst().state());
    }

    @Test
    void whatIsRetiredClosesItsIdleConnectionsKeepsNoneAndStillServesWhoUsesIt() throws Exception {
        Upstream gone = fixture.upstream(BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", 80));
        ConnectionPool pool = gone.endpoints().getFirst().state().pool(fixture.worker);
        AtomicInteger closed = new AtomicInteger();
        fixture.on(() -> {
            pool.keep(closed::incrementAndGet);
            pool.keep(closed::incrementAndGet);
            return true;
        });
        fixture.registry.retain(Set.of());
        await().until(() -> closed.get() == 2);
        fixture.on(() -> {
            pool.keep(closed::incrementAndGet);
            assertThat(pool.size()).isZero();
            assertThat(gone.pick(fixture.worker, new Choice())).isNotNull();
            return true;
        });
        assertThat(closed).hasValue(3);
    }

    @Test
    void aSweepDoesNotRetireWhatIsJustBeingAdded() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread sweeping = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                fixture.registry.sweep();
            }
        });
        AtomicInteger closed = new AtomicInteger();
        try {
            for (int port = 1; port <= 2000; port++) {
                Upstream upstream = fixture.upstream(BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", port));
                EndpointState state = upstream.endpoints().getFirst().state();
                fixture.worker.loop().execute(() -> state.pool(fixture.worker).keep(closed::incrementAndGet));
            }
        } finally {
            over.set(true);
            sweeping.join();
        }
        assertThat(fixture.on(closed::get)).isZero();
    }

    @Test
    void theStickyIdIsTheSameForTheSameKeyOnly() {
        long id = id(fixture.registry);
        assertThat(id).isNotZero();
        try (UpstreamRegistry restarted = fixture.registry(new byte[16]);
                UpstreamRegistry other =
                        fixture.registry(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})) {
            assertThat(id(restarted)).isEqualTo(id);
            assertThat(id(other)).isNotEqualTo(id);
        }
    }

    private static long id(UpstreamRegistry registry) {
        return registry.upstream(Fixture.targets(Fixture.target("127.0.0.1", 80)), BALANCE, Fixture.OFF)
                .endpoints()
                .getFirst()
                .state()
                .id();
    }
}
