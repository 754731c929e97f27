package dev.sluice.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The few figures of the Java process that matter to its operator. The management beans are first touched by a scrape: they are slow to start. */
final class ProcessMetrics {
    private ProcessMetrics() {}

    static void register(MeterRegistry registry) {
        gauge(registry, "jvm.memory.heap.used.bytes", "Java heap in use", ignored -> heapUsed());
        gauge(
                registry,
                "jvm.memory.heap.max.bytes",
                "Largest size of the Java heap",
                ignored -> Runtime.getRuntime().maxMemory());
        gauge(
                registry,
                "jvm.memory.direct.used.bytes",
                "Memory of network buffers outside the heap",
                ignored -> direct());
        gauge(
                registry,
                "jvm.threads.live",
                "Platform threads",
                ignored -> ManagementFactory.getThreadMXBean().getThreadCount());
        counter(
                registry,
                "jvm.gc.collections",
                "Garbage collections",
                ignored -> collectors(GarbageCollectorMXBean::getCollectionCount));
        counter(
                registry,
                "jvm.gc.seconds",
                "Time spent in garbage collections",
                ignored -> collectors(GarbageCollectorMXBean::getCollectionTime) / 1e3);
        counter(
                registry,
                "process.cpu.seconds",
                "Processor time of the process, user and system",
                ignored -> cpuSeconds());
    }

    private static double heapUsed() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Netty counts its own direct memory where it does not go through the JDK's pool, which counts the rest. */
    private static double direct() {
        long pools = 0;
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) {
                pools += pool.getMemoryUsed();
            }
        }
        return Math.max(pools, PlatformDependent.usedDirectMemory());
    }

    private static double collectors(ToLongFunction<GarbageCollectorMXBean> figure) {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(figure)
                .sum();
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(duration -> duration.toNanos() / 1e9)
                .orElse(Double.NaN);
    }

    private static void gauge(MeterRegistry registry, String name, String help, ToDoubleFunction<Object> figure) {
        Gauge.builder(name, ProcessMetrics.class, figure::applyAsDouble)
                .description(help)
                .register(registry);
    }

    private static void counter(MeterRegistry registry, String name, String help, ToDoubleFunction<Object> figure) {
        FunctionCounter.builder(name, ProcessMetrics.class, figure::applyAsDouble)
                .description(help)
                .register(registry);
    }
}
