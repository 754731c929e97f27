package dev.sluice.launch;

import dev.sluice.base.files.BoundedFile;
import dev.sluice.config.Action;
import dev.sluice.config.Config;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.SiteConfig;
import dev.sluice.worker.Allotment;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How much clients may make the process hold: parts of the Java heap, of the memory outside of it, and of the files that it may open.
 * {@code docs/memory.md} has the arithmetic.
 */
final class Allotments {
    /** However large the machine is. */
    static final long MAX_HEAP = 700L << 20;

    /** The young generation, whose size is fixed, and what is on the heap before the first client comes. */
    private static final long HEAP_AT_REST = 17L << 20;

    /** Beside what is held there must be room for what takes more than its price. */
    private static final double HEAP_SHARE = 0.7;

    /** Of as much memory outside of the heap as the heap may have; after hours of crowds the allocator's chunks are half empty. */
    private static final double NATIVE_SHARE = 0.33;

    /** With its certificate. */
    private static final int HEAP_PER_SITE = 16 * 1024;

    private static final int NATIVE_PER_SITE = 10 * 1024;
    private static final int HEAP_PER_ROUTE = 2 * 1024;
    private static final int HEAP_PER_TARGET = 3 * 1024;
    private static final long LEAST_HEAP = 2L << 20;
    private static final long LEAST_NATIVE = 4L << 20;
    private static final int FILES_FOR_THE_REST = 200;
    private static final int LEAST_FILES = 128;
    private static final int USUAL_FILES = 4096;
    private static final int MAX_LIMITS = 64 * 1024;

    private Allotments() {}

    /** What one of so many workers may hold under this configuration; properties of the virtual machine have the last word. */
    static Allotment of(Config config, int workers) {
        long sites = config.sites().size();
        long most = Math.min(Runtime.getRuntime().maxMemory(), MAX_HEAP);
        long heap = (long) ((most - HEAP_AT_REST - heapOf(config)) * HEAP_SHARE);
        long outside = (long) (most * NATIVE_SHARE) - sites * NATIVE_PER_SITE;
        int configured = config.limits().connections();
        return new Allotment(
                Long.getLong("sluice.max.heap", Math.max(LEAST_HEAP, heap)) / workers,
                Long.getLong("sluice.max.native", Math.max(LEAST_NATIVE, outside)) / workers,
                Integer.getInteger("sluice.max.descriptors", Math.max(LEAST_FILES, openFiles() - FILES_FOR_THE_REST))
                        / workers,
                configured > 0 ? Math.max(1, configured / workers) : Integer.MAX_VALUE);
    }

    private static long heapOf(Config config) {
        long bytes = 0;
        for (SiteConfig site : config.sites()) {
            bytes += HEAP_PER_SITE;
            for (RouteConfig route : site.routes()) {
                bytes += HEAP_PER_ROUTE;
                if (route.action() instanceof Action.Forward forward) {
                    bytes += (long) forward.targets().size() * HEAP_PER_TARGET;
                }
            }
        }
        return bytes;
    }

    private static int openFiles() {
        try {
            for (String line : BoundedFile.lines(Path.of("/proc/self/limits"), MAX_LIMITS)) {
                if (line.startsWith("Max open files")) {
                    String soft =
                            line.substring("Max open files".length()).trim().split(" +", 2)[0];
                    return soft.equals("unlimited")
                            ? Integer.MAX_VALUE
                            : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(soft));
                }
            }
        } catch (IOException | NumberFormatException unknown) {
            return USUAL_FILES;
        }
        return USUAL_FILES;
    }
}
