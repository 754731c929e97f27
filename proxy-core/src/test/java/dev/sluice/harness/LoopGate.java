package dev.sluice.harness;

import java.lang.StackWalker.StackFrame;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails every test class during which an event loop of Sluice called something that may block: a file, a name, a process, a sleep, a
 * wait, a lock of our own. That nobody had to wait this time does not matter. What a test does on a loop is its own business; and so is
 * the loading of classes.
 *
 * <p>Registered for all tests by {@code META-INF/services}, as {@link LeakGate} is.
 */
public final class LoopGate implements LauncherSessionListener, AfterAllCallback {
    /** Threads that must not wait: the workers, and the loop of the admin server. */
    private static final Set<String> LOOPS = Set.of("worker-", "admin-");

    /** What may be called nevertheless, by a frame that is on the stack then, with the reason. */
    static final Map<String, String> ALLOWED = new TreeMap<>(Map.of(
            "io.netty.util.concurrent.SingleThreadEventExecutor.confirmShutdown",
            "a loop that ends waits for late tasks; it serves nobody any more",
            "sun.security.provider.NativePRNG$RandomIO.readFully",
            "random numbers of /dev/urandom, which never keeps anybody waiting once the machine has started",
            "dev.sluice.upstream.Resolver$Name.refresh",
            "hands work to an executor, whose lock is held for a few instructions"));

    private static final int SHOWN = 25;
    private static final Map<String, String> FOUND = new ConcurrentHashMap<>();
    private static final ThreadLocal<Boolean> LOOKING = ThreadLocal.withInitial(() -> false);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Consumer<Object> consumer = LoopGate::called;
        System.getProperties().put(LoopProbes.CONSUMER, consumer);
        LoopAgent.load();
    }

    /** Whether classes of this origin are those of tests. */
    static boolean isOfTests(@Nullable ProtectionDomain domain) {
        CodeSource source = domain == null ? null : domain.getCodeSource();
        return source != null
                && source.getLocation() != null
                && source.getLocation().getPath().endsWith("/test-classes/");
    }

    private static void called(Object what) {
        String name = Thread.currentThread().getName();
        if (isLoop(name) && !LOOKING.get()) {
            LOOKING.set(true);
            try {
                look(String.valueOf(what), name);
            } finally {
                LOOKING.set(false);
            }
        }
    }

    private static boolean isLoop(String thread) {
        for (String loop : LOOPS) {
            if (thread.startsWith(loop)) {
                return true;
            }
        }
        return false;
    }

    private static void look(String what, String thread) {
        List<StackFrame> stack = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(
                                frame -> !frame.getDeclaringClass().equals(LoopGate.class))
                        .toList());
        if (isOurs(what, stack) && stack.stream().noneMatch(LoopGate::isExcused)) {
            FOUND.putIfAbsent(key(what, stack), text(what, thread, stack));
        }
    }

    /** Libraries hold locks of their own for a few instructions; what counts is that we take one, or wait for something. */
    private static boolean isOurs(String what, List<StackFrame> stack) {
        return switch (what) {
            case "java.util.concurrent.locks.ReentrantLock" ->
                stack.size() > 1 && stack.get(1).getClassName().startsWith("dev.sluice.");
            case "java.util.concurrent.locks.LockSupport" ->
                stack.stream()
                        .map(StackFrame::getClassName)
                        .filter(name -> !name.startsWith("java."))
                        .findFirst()
                        .filter(name -> name.startsWith("dev.sluice."))
                        .isPresent();
            default -> true;
        };
    }

    private static boolean isExcused(StackFrame frame) {
        Class<?> type = frame.getDeclaringClass();
        boolean loading =
                ClassLoader.class.isAssignableFrom(type) || type.getName().startsWith("jdk.internal.loader.");
        boolean test = isOfTests(type.getProtectionDomain()) && !type.getName().contains(".Planted");
        return loading || test || ALLOWED.containsKey(type.getName() + "." + frame.getMethodName());
    }

    /** The same call from the same place is one finding. */
    private static String key(String what, List<StackFrame> stack) {
        return what
                + stack.stream()
                        .map(StackFrame::toString)
                        .filter(frame -> frame.startsWith("dev.sluice."))
                        .toList();
    }

    private static String text(String what, String thread, List<StackFrame> stack) {
        StringBuilder text = new StringBuilder(what + " on " + thread);
        stack.stream().limit(SHOWN).forEach(frame -> text.append("\n    at ").append(frame));
        return text.toString();
    }

    /** What has been found since this was asked the last time. */
    static List<String> findings() {
        List<String> all = new ArrayList<>(FOUND.values());
        FOUND.clear();
        return all;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> findings = findings();
        if (!findings.isEmpty()) {
            throw new AssertionError(
                    "an event loop called what may block, in or before this class:\n" + String.join("\n", findings));
        }
    }
}
