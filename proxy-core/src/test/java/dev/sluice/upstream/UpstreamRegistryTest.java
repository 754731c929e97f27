package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.Balance;
import dev.sluice.config.Position;
import dev.sluice.config.Target;
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

    @Test
    void whatIsRetiredIsNotWaitedFor() throws Exception {
        Upstream gone = fixture.upstream(BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", 80));
        ConnectionPool pool = gone.endpoints().getFirst().state().pool(fixture.worker);
        AtomicInteger given = new AtomicInteger();
        fixture.on(() -> {
            pool.begins(given::incrementAndGet);
            BackendConnection made = () -> given.addAndGet(100);
            pool.begins(made);
            pool.begun(made);
            return true;
        });
        fixture.registry.retain(Set.of());
        await().until(() -> given.get() == 1);
    }

    @Test
    void theUpstreamOfARouteOfContainersStaysWhileTheyComeAndGoAndTellsThoseWhoWait() throws Exception {
        Upstream empty = discovered();
        assertThat(empty.endpoints()).isEmpty();
        assertThat(empty.resolved()).isTrue();
        assertThat(empty.whyUnavailable()).isEqualTo("none of the containers of a.example/ runs");
        AtomicInteger woken = new AtomicInteger();
        fixture.on(() -> {
            assertThat(empty.pick(fixture.worker, new Choice())).isNull();
            empty.hold(fixture.worker, woken::incrementAndGet);
            return true;
        });
        Upstream one = discovered(container("api-1", "127.0.0.1"));
        await().until(() -> woken.get() == 1);
        assertThat(one).isSameAs(empty);
        assertThat(one.endpoints()).hasSize(1);
        EndpointState first = one.endpoints().getFirst().state();
        assertThat(first.label()).isEqualTo("api-1:80 (127.0.0.1)");
        Upstream two = discovered(container("api-1", "127.0.0.1"), container("api-2", "127.0.0.2"));
        assertThat(two).isSameAs(one);
        assertThat(two.endpoints().getFirst().state()).isSameAs(first);
        assertThat(discovered(container("api-3", "127.0.0.1"))
                        .endpoints()
                        .getFirst()
                        .state())
                .isNotSameAs(first);
    }

    private Upstream discovered(Target... targets) {
        return fixture.registry.discovered("a.example/", Fixture.targets(targets), BALANCE, Fixture.OFF);
    }

    private static Target container(String name, String address) {
        return new Target(Position.START, Target.Scheme.HTTP, address, 80, null, 1, true, null, name);
    }
}
