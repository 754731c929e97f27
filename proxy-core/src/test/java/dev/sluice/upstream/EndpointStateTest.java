package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class EndpointStateTest {
    private static final long SECOND = 1_000_000_000L;

    private final EndpointState state = new EndpointState("api:80", new InetSocketAddress("127.0.0.1", 80), 1, 1);
    private long now = -3 * SECOND; // the clock's origin is arbitrary

    @Test
    void restsAfterThreeFailuresInARowOnly() {
        state.failed(now);
        state.failed(now);
        state.succeeded();
        state.failed(now);
        state.failed(now);
        assertThat(state.isAvailable(now)).isTrue();
        state.failed(now);
        assertThat(state.isAvailable(now)).isFalse();
        assertThat(state.healthWords(now)).startsWith("resting for");
    }

    @Test
    void restsTwiceAsLongEachTimeUpToThirtySeconds() {
        fail(3);
        for (long seconds : new long[] {1, 2, 4, 8, 16, 30, 30}) {
            assertThat(state.isAvailable(now + seconds * SECOND - 1)).isFalse();
            now += seconds * SECOND;
            assertThat(state.isAvailable(now)).isTrue();
            fail(1);
        }
    }

    @Test
    void aBurstOfFailuresOfRequestsUnderWayCountsOnce() {
        fail(200);
        assertThat(state.isAvailable(now + SECOND - 1)).isFalse();
        assertThat(state.isAvailable(now + SECOND)).isTrue();
    }

    @Test
    void aBurstOnManyLoopsCountsOnceToo() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            EndpointState shared = new EndpointState("api:80", new InetSocketAddress("127.0.0.1", 80), 1, 1);
            CountDownLatch begin = new CountDownLatch(1);
            List<Thread> loops = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                loops.add(Thread.ofPlatform().start(() -> {
                    try {
                        begin.await();
                        shared.failed(now);
                        shared.failed(now);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
            }
            begin.countDown();
            for (Thread loop : loops) {
                loop.join();
            }
            assertThat(shared.isAvailable(now + SECOND - 1)).isFalse();
            assertThat(shared.isAvailable(now + SECOND)).isTrue();
        }
    }

    @Test
    void aSuccessMakesTheNextRestShortAgain() {
        fail(3);
        now += SECOND;
        assertThat(state.isAvailable(now)).isTrue();
        fail(1);
        state.reachable();
        assertThat(state.isAvailable(now)).isTrue();
        state.succeeded();
        fail(3);
        assertThat(state.isAvailable(now + SECOND)).isTrue();
    }

    @Test
    void comesBackGraduallyOverTenSeconds() {
        assertThat(state.share(now)).isEqualTo(100);
        fail(3);
        now += SECOND;
        assertThat(state.isAvailable(now)).isTrue();
        assertThat(state.share(now)).isEqualTo(10);
        assertThat(state.share(now - 5)).isEqualTo(10);
        assertThat(state.share(now + 5 * SECOND)).isEqualTo(50);
        assertThat(state.healthWords(now + 5 * SECOND)).isEqualTo("warming up");
        assertThat(state.healthWords(now + 10 * SECOND)).isEqualTo("up");
        assertThat(state.share(now + 10 * SECOND)).isEqualTo(100);
    }

    @Test
    void isDownAsLongAsAnyCheckSaysSo() {
        state.checkedDown("one");
        state.checkedDown("two");
        state.checkedUp(now);
        assertThat(state.isCheckedDown()).isTrue();
        assertThat(state.isAvailable(now)).isFalse();
        assertThat(state.healthWords(now)).isEqualTo("down: two");
        state.checkedUp(now);
        assertThat(state.isAvailable(now)).isTrue();
        assertThat(state.share(now)).isEqualTo(10);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            state.failed(now);
        }
    }
}
