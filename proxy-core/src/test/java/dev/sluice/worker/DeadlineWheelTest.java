package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeadlineWheelTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final AtomicLong ahead = new AtomicLong();
    private final LongSupplier clock = () -> System.nanoTime() + ahead.get();
    private final DeadlineWheel wheel = new DeadlineWheel(loop, clock);
    private int turns;

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void firesNeverEarlyAndThoseOfALaterTickLater() throws Exception {
        List<Timer> timers = new ArrayList<>();
        on(() -> {
            for (int i = 0; i < 100; i++) {
                timers.add(new Timer().set(i * 10 * MILLI));
            }
            return true;
        });
        await().until(() -> timers.stream().allMatch(timer -> timer.fired == 1));
        assertThat(timers).allMatch(timer -> timer.late >= 0);
        long[] late = timers.stream().mapToLong(timer -> timer.late).sorted().toArray();
        System.out.printf("late by %d ms, at most by %d ms%n", late[50] / MILLI, late[99] / MILLI);
        for (int i = 10; i < 100; i++) {
            assertThat(timers.get(i).turn).as("%d ms", i * 10).isGreaterThan(timers.get(i - 10).turn);
        }
    }

    @Test
    void oneThatIsMoreThanATurnAwayIsPassedOverUntilItIsDue() throws Exception {
        Timer soon = new Timer();
        Timer far = new Timer();
        on(() -> {
            soon.set(300 * MILLI);
            return far.set(300 * MILLI + 51_200 * MILLI);
        });
        await().until(() -> soon.fired == 1);
        assertThat(on(() -> far.isSet() && far.fired == 0)).isTrue();
        ahead.addAndGet(51 * SECOND);
        await().atMost(Duration.ofSeconds(20)).until(() -> far.fired == 1);
        assertThat(far.late).isNotNegative();
    }

    @Test
    void afterALongPauseEverythingDueFiresAtOnce() throws Exception {
        List<Timer> timers = new ArrayList<>();
        on(() -> {
            for (int i = 1; i <= 200; i++) {
                timers.add(new Timer().set(i * SECOND));
            }
            return true;
        });
        ahead.addAndGet(150 * SECOND);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> timers.stream().mapToInt(timer -> timer.fired).sum() >= 150);
        assertThat(timers.subList(160, 200)).allMatch(timer -> timer.fired == 0);
    }

    @Test
    void movedLaterAndEarlierItFiresOnceAtTheLastTimeSet() throws Exception {
        Timer later = new Timer();
        Timer earlier = new Timer();
        on(() -> {
            earlier.set(60 * SECOND);
            earlier.set(200 * MILLI);
            later.set(100 * MILLI);
            return later.set(500 * MILLI);
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> earlier.fired == 1 && later.fired == 1);
        assertThat(later.late).isNotNegative();
        assertThat(earlier.late).isNotNegative();
    }

    @Test
    void startsAgainAfterItStoodStill() throws Exception {
        for (int i = 0; i < 3; i++) {
            Timer timer = new Timer();
            on(() -> timer.set(50 * MILLI));
            await().atMost(Duration.ofSeconds(20)).until(() -> timer.fired == 1);
            ahead.addAndGet(3600 * SECOND + 7 * MILLI);
        }
    }

    @Test
    void aSlowCallbackThatSetsATimerDoesNotMakeOthersMissTheirTurn() throws Exception {
        Timer setMeanwhile = new Timer();
        Timer other = new Timer();
        Timer slow = new Timer() {
            @Override
            protected void expired() {
                super.expired();
                ahead.addAndGet(350 * MILLI); // as if it had taken that long
                setMeanwhile.set(10 * MILLI);
            }
        };
        on(() -> {
            slow.set(100 * MILLI);
            return other.set(200 * MILLI);
        });
        await().atMost(Duration.ofSeconds(20))
                .until(() -> slow.fired == 1 && other.fired == 1 && setMeanwhile.fired == 1);
    }

    @Test
    void aCallbackMayCancelAndSetOthersOfTheSameMoment() throws Exception {
        Timer[] all = new Timer[10];
        Arrays.setAll(all, i -> new Timer() {
            @Override
            protected void expired() {
                super.expired();
                for (Timer each : all) {
                    wheel.cancel(each);
                }
                all[(i + 1) % 10].set(0);
                if (fired == 3) {
                    wheel.cancel(all[(i + 1) % 10]);
                }
            }
        });
        on(() -> {
            for (Timer each : all) {
                each.set(50 * MILLI);
            }
            return true;
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> Arrays.stream(all).anyMatch(each -> each.fired == 3));
        assertThat(on(() -> Arrays.stream(all).noneMatch(Deadline::isSet))).isTrue();
        assertThat(Arrays.stream(all).mapToInt(each -> each.fired).sum()).isEqualTo(21);
    }

    @Test
    void manyOfOneMomentLetTheLoopDoOtherThingsInBetween() throws Exception {
        List<Timer> timers = new ArrayList<>();
        List<Integer> between = new ArrayList<>();
        Runnable look = new Runnable() {
            @Override
            public void run() {
                int fired = timers.stream().mapToInt(timer -> timer.fired).sum();
                between.add(fired);
                if (fired < 1000) {
                    loop.schedule(this, 1, TimeUnit.NANOSECONDS);
                }
            }
        };
        on(() -> {
            for (int i = 0; i < 1000; i++) {
                timers.add(new Timer().set(50 * MILLI));
            }
            loop.execute(look);
            return true;
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> timers.stream().allMatch(timer -> timer.fired == 1));
        assertThat(on(() ->
                        between.stream().filter(fired -> fired > 0).distinct().count()))
                .isGreaterThan(5);
    }

    @Test
    void aCallbackThatThrowsStopsNobodyElse() throws Exception {
        Timer bad = new Timer() {
            @Override
            protected void expired() {
                super.expired();
                throw new IllegalStateException("as a bug would");
            }
        };
        Timer before = new Timer();
        Timer after = new Timer();
        on(() -> {
            before.set(50 * MILLI);
            bad.set(50 * MILLI);
            return after.set(50 * MILLI);
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> before.fired + bad.fired + after.fired == 3);
    }

    @Test
    void tenThousandRandomOperationsAgreeWithAModel() throws Exception {
        Random random = new Random(7);
        Timer[] timers = new Timer[200];
        Arrays.setAll(timers, i -> new Timer());
        for (int round = 0; round < 100; round++) {
            on(() -> {
                for (int i = 0; i < 100; i++) {
                    Timer timer = timers[random.nextInt(timers.length)];
                    if (random.nextInt(5) == 0) {
                        timer.cancel();
                    } else {
                        timer.set(random.nextInt(10) == 0 ? -5 : random.nextLong(120 * SECOND));
                    }
                }
                return true;
            });
            ahead.addAndGet(random.nextLong(3 * SECOND));
            if (round % 10 == 0) {
                Timer mark = new Timer();
                on(() -> mark.set(0));
                await().until(() -> mark.fired == 1);
            }
        }
        for (int i = 0; i < 130; i++) {
            ahead.addAndGet(SECOND);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> Arrays.stream(timers).noneMatch(timer -> timer.expected));
        assertThat(timers).allMatch(timer -> !timer.wrong && timer.late >= 0);
        assertThat(on(() -> Arrays.stream(timers).noneMatch(Deadline::isSet))).isTrue();
    }

    private <T> T on(Callable<T> work) throws Exception {
        return loop.submit(work).get(5, TimeUnit.SECONDS);
    }

    /** A timer that knows when it should fire. */
    private class Timer extends Deadline {
        volatile int fired;
        /** How many had fired before. */
        volatile int turn;

        volatile long late;
        volatile boolean expected;
        volatile boolean wrong;
        private long due;

        Timer set(long delay) {
            long now = clock.getAsLong();
            due = now + delay;
            expected = true;
            wheel.set(this, now, delay);
            return this;
        }

        void cancel() {
            expected = false;
            wheel.cancel(this);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the loop
        protected void expired() {
            wrong |= !expected || isSet();
            expected = false;
            late = Math.min(late == 0 ? Long.MAX_VALUE : late, clock.getAsLong() - due);
            turn = turns++;
            fired++;
        }
    }
}
