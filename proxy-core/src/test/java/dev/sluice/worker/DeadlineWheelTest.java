package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Timers on a loop that is busy now and then. */
class DeadlineWheelTest {
    private static final int TIMERS = 10;
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final DeadlineWheel wheel = new DeadlineWheel(loop);
    private final CountDownLatch fired = new CountDownLatch(TIMERS);

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void aSlowCallbackThatSetsATimerDelaysNoneOfTheOthersByARound() throws Exception {
        loop.submit(() -> {
                    after(Duration.ofMillis(100), () -> {
                        busy(Duration.ofMillis(450));
                        after(Duration.ofMillis(100), () -> {});
                    });
                    for (int i = 0; i < TIMERS; i++) {
                        after(Duration.ofMillis(150 + i * 50), fired::countDown);
                    }
                })
                .sync();
        fired.await(5, TimeUnit.SECONDS);
        assertThat(fired.getCount()).as("timers that did not fire").isZero();
    }

    private void after(Duration delay, Runnable action) {
        Deadline deadline = new Deadline() {
            @Override
            protected void expired() {
                action.run();
            }
        };
        wheel.set(deadline, System.nanoTime(), delay.toNanos());
    }

    private static void busy(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (end - System.nanoTime() > 0) {
            Thread.onSpinWait();
        }
    }
}
