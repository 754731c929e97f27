package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.Balance;
import dev.sluice.upstream.Upstream.Waiter;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // the resource is only to be closed
final class UpstreamTest {
    private static final Balance BALANCE = new Balance.RoundRobin();

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theFirstToComeWaitsUntilTheNameIsLookedUp() throws Exception {
        Upstream upstream = new Upstream(
                "backend",
                Fixture.targets(Fixture.target("localhost", Fixture.closedPort())),
                BALANCE,
                Fixture.OFF,
                fixture.registry);
        AtomicInteger woken = new AtomicInteger();
        fixture.on(() -> {
            assertThat(upstream.pick(fixture.worker, new Choice())).isNull();
            upstream.hold(fixture.worker, woken::incrementAndGet);
            return true;
        });
        upstream.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> woken.get() == 1);
        assertThat(fixture.on(() -> upstream.pick(fixture.worker, new Choice())))
                .isNotNull();
        assertThat(upstream.resolved()).isTrue();
        assertThat(upstream.endpoints())
                .allSatisfy(each -> assertThat(each.state().label()).startsWith("localhost:"));
    }

    @Test
    void aNameThatIsUnknownIsNoErrorAndSaysWhy() throws Exception {
        Upstream upstream = fixture.upstream(BALANCE, Fixture.OFF, Fixture.target("nowhere.invalid", 80));
        assertThat(fixture.on(() -> upstream.pick(fixture.worker, new Choice())))
                .isNull();
        assertThat(upstream.resolved()).isFalse();
        await().atMost(Duration.ofSeconds(40))
                .until(() -> upstream.whyUnavailable().contains("`nowhere.invalid` does not resolve here"));
        assertThat(fixture.on(() -> upstream.pick(fixture.worker, new Choice())))
                .isNull();
    }

    @Test
    void anUnknownNameDoesNotKeepTheOthersFromServing() throws Exception {
        Upstream upstream = fixture.upstream(
                BALANCE, Fixture.OFF, Fixture.target("nowhere.invalid", 80), Fixture.target("127.0.0.1", 80));
        AtomicInteger picked = new AtomicInteger();
        fixture.on(() -> {
            new Picking(upstream, picked).endpointMayBeBack();
            return true;
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> picked.get() == 1);
    }

    @Test
    void oneEndpointThatRestsIsStillPickedButNotOneThatWasTried() throws Exception {
        Upstream upstream = fixture.upstream(BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", 80));
        EndpointState state = upstream.endpoints().getFirst().state();
        for (int i = 0; i < 3; i++) {
            state.failed(System.nanoTime());
        }
        Choice choice = new Choice();
        assertThat(fixture.on(() -> upstream.pick(fixture.worker, choice))).isNotNull();
        assertThat(upstream.hasUntried(choice)).isTrue();
        choice.tried(state);
        assertThat(upstream.hasUntried(choice)).isFalse();
        assertThat(fixture.on(() -> upstream.pick(fixture.worker, choice))).isNull();
    }

    @Test
    void aTargetGivenTwiceIsOneEndpointWithBothWeights() {
        Upstream upstream = fixture.upstream(
                BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", 80, 2), Fixture.target("127.0.0.1", 80, 3));
        assertThat(upstream.endpoints())
                .singleElement()
                .satisfies(each -> assertThat(each.weight()).isEqualTo(5));
    }

    @Test
    void theEndpointOfTheStickyCookieIsPickedWhileItIsAvailable() throws Exception {
        Upstream upstream = fixture.upstream(
                BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", 80), Fixture.target("127.0.0.1", 81));
        EndpointState held = upstream.endpoints().getLast().state();
        Choice choice = new Choice();
        choice.stickyId(held.id());
        for (int i = 0; i < 5; i++) {
            assertThat(fixture.on(() -> upstream.pick(fixture.worker, choice)).state())
                    .isSameAs(held);
        }
        held.checkedDown("gone");
        assertThat(fixture.on(() -> upstream.pick(fixture.worker, choice)).state())
                .isNotSameAs(held);
    }

    @Test
    void allWhoWaitAreWokenWhenAListenerAppearsAndOneConnectionAtATimeLooksForIt() throws Exception {
        int port = Fixture.closedPort();
        Upstream upstream = fixture.upstream(BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", port));
        AtomicInteger woken = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        Waiter leaver = left::incrementAndGet;
        long begun = System.nanoTime();
        fixture.on(() -> {
            upstream.hold(fixture.worker, leaver);
            for (int i = 0; i < 50; i++) {
                upstream.hold(fixture.worker, woken::incrementAndGet);
            }
            upstream.hold(fixture.worker, () -> {
                throw new IllegalStateException("as a bug would");
            });
            upstream.hold(fixture.worker, woken::incrementAndGet);
            upstream.stopWaiting(fixture.worker, leaver);
            return true;
        });
        await().until(() -> fixture.connects.get() >= 4);
        int connects = fixture.connects.get();
        long tenths = (System.nanoTime() - begun) / TimeUnit.MILLISECONDS.toNanos(100);
        assertThat(connects).isLessThanOrEqualTo((int) tenths + 1);
        assertThat(woken).hasValue(0);
        try (ServerSocket ignored = Fixture.listener(port)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> woken.get() == 51);
        }
        assertThat(left).hasValue(0);
    }

    @Test
    void anAnswerThatChangesNothingWakesOnlyThoseWhoWaitForIt() throws Exception {
        Upstream upstream = fixture.upstream(BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", Fixture.closedPort()));
        WaitingRoom room = new WaitingRoom(upstream, fixture.worker, fixture.transport);
        AtomicInteger woken = new AtomicInteger();
        fixture.on(() -> {
            room.enter(woken::incrementAndGet);
            room.answered(false);
            assertThat(woken).hasValue(0);
            room.wantAnswer();
            room.answered(false);
            assertThat(woken).hasValue(1);
            room.enter(woken::incrementAndGet);
            room.answered(true);
            assertThat(woken).hasValue(2);
            return true;
        });
    }

    @Test
    void whoLeavesDoesSoAtOnceHoweverManyWait() throws Exception {
        Upstream upstream = fixture.upstream(BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", Fixture.closedPort()));
        WaitingRoom room = new WaitingRoom(upstream, fixture.worker, fixture.transport);
        Waiter[] crowd = new Waiter[200_000];
        AtomicInteger woken = new AtomicInteger();
        fixture.on(() -> {
            for (int i = 0; i < crowd.length; i++) {
                crowd[i] = woken::incrementAndGet;
                room.enter(crowd[i]);
            }
            return true;
        });
        fixture.on(() -> {
            for (int i = crowd.length / 2; i < crowd.length; i++) {
                room.leave(crowd[i]);
            }
            return true;
        });
        fixture.on(() -> {
            for (int i = 1; i < crowd.length / 2; i++) {
                room.leave(crowd[i]);
            }
            room.wakeAll();
            return true;
        });
        assertThat(woken).hasValue(1);
        assertThat(fixture.on(room::isOccupied)).isFalse();
    }

    /** A request that picks as often as it is called, until there is something. */
    private final class Picking implements Waiter {
        private final Upstream upstream;
        private final AtomicInteger picked;

        Picking(Upstream upstream, AtomicInteger picked) {
            this.upstream = upstream;
            this.picked = picked;
        }

        @Override
        public void endpointMayBeBack() {
            if (upstream.pick(fixture.worker, new Choice()) == null) {
                upstream.hold(fixture.worker, this);
            } else {
                picked.incrementAndGet();
            }
        }
    }
}
