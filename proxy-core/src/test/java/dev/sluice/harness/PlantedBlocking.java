package dev.sluice.harness;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Calls that block, or would if somebody else were slow: for the test of {@link LoopGate}, which takes them for Sluice's own. */
final class PlantedBlocking {
    private static final Path FILE = Path.of("/etc/hosts");

    private PlantedBlocking() {}

    /** Something that blocks. */
    interface Call {
        void run() throws Exception;
    }

    /** By name, with the beginning of what the gate says of each. */
    static Map<String, Call> calls() {
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("java.lang.Thread", () -> Thread.sleep(1));
        calls.put("java.lang.Object", PlantedBlocking::waitABit);
        calls.put("java.util.concurrent.locks.LockSupport", () -> LockSupport.parkNanos(1));
        calls.put("java.util.concurrent.locks.ReentrantLock", () -> new ReentrantLock().lock());
        calls.put("java.util.concurrent.locks.LockSupport ", PlantedBlocking::awaitFuture);
        calls.put("java.io.FileInputStream", () -> {
            try (InputStream in = new FileInputStream(FILE.toFile())) {
                in.read();
            }
        });
        calls.put("java.io.UnixFileSystem", () -> FILE.toFile().exists());
        calls.put("sun.nio.ch.FileChannelImpl", () -> Files.readString(FILE));
        calls.put("sun.nio.fs.UnixNativeDispatcher", () -> Files.exists(FILE));
        calls.put(
                "sun.nio.fs.UnixNativeDispatcher ",
                () -> Files.list(Path.of("/etc")).close());
        calls.put("java.net.InetAddress$PlatformResolver", () -> InetAddress.getByName("localhost"));
        calls.put(
                "java.net.InetAddress$PlatformResolver ",
                () -> InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName());
        calls.put("java.io.FileOutputStream", () -> new FileOutputStream("/dev/null").close());
        calls.put("java.io.RandomAccessFile", () -> new RandomAccessFile(FILE.toFile(), "r").close());
        calls.put(
                "java.lang.ProcessBuilder",
                () -> new ProcessBuilder("true").start().destroyForcibly());
        calls.put("java.net.NetworkInterface", NetworkInterface::getNetworkInterfaces);
        calls.put("monitor of dev.sluice.harness.PlantedBlocking", PlantedBlocking::locked);
        calls.put("monitor in dev.sluice.harness.PlantedBlocking", PlantedBlocking::waitABit);
        return calls;
    }

    /** Calls it on a thread of this name, with nothing of a test on its stack. */
    static void call(String thread, Call call) throws InterruptedException {
        Thread started = new Thread(
                () -> {
                    try {
                        call.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                thread);
        started.start();
        started.join();
    }

    static void sleepThrice() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            Thread.sleep(1);
        }
    }

    static void loadAClass() throws ClassNotFoundException {
        Class.forName("org.assertj.core.api.ZonedDateTimeAssert");
    }

    private static synchronized void locked() {
        // taking the monitor is enough
    }

    private static void waitABit() throws InterruptedException {
        Object monitor = new Object();
        synchronized (monitor) {
            monitor.wait(1);
        }
    }

    private static void awaitFuture() throws Exception {
        try {
            new CompletableFuture<String>().get(50, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return;
        }
    }
}
