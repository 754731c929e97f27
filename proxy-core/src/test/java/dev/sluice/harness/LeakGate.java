package dev.sluice.harness;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails every test class during which a buffer (or anything else that Netty counts) was lost. Registered for all tests by
 * {@code META-INF/services}: as a session listener, so that the detector is in place before Netty's classes are loaded, and as an
 * extension, so that a leak is told beside the class it came from.
 */
public final class LeakGate implements LauncherSessionListener, BeforeAllCallback, AfterAllCallback {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (ResourceLeakDetectorFactory.instance() instanceof Factory) {
            PooledByteBufAllocator.DEFAULT.buffer(1).release();
            LeakDetector.leaks();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> leaks = LeakDetector.leaks();
        if (!LeakDetector.installed()) {
            throw new AssertionError("the leak detector is not in place, so nothing is known about leaks");
        }
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " leaked in or before this class:\n" + String.join("\n", leaks));
        }
    }

    /** Makes sure that the gate sees a leak: loses a buffer and gives what was told about it. */
    static List<String> lose() {
        ByteBuf lost = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        lost.writeByte(1);
        return LeakDetector.leaks();
    }

    private static final class Factory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // the deprecated overload is the one that subclasses must give
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return new LeakDetector<>(resource);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            return new LeakDetector<>(resource);
        }
    }
}
