package dev.sluice.launch;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes pages of mapped files out of this process's memory: the cache of classes and the virtual machine have some 60 MB, most of which only
 * the start reads. What is read again comes back from the system's file cache at the next access, without anybody noticing.
 *
 * <p>Only mappings that cannot be written and of which every page is the file's, so that nothing can be lost: a library's relocated
 * tables cannot be written either, but are this process's own.
 */
final class MappedPages {
    private static final Logger LOG = LoggerFactory.getLogger(MappedPages.class);
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");
    private static final int MADV_DONTNEED = 4;

    /** The large ones, which the virtual machine maps before anything else runs: a library that is just being loaded is none of them. */
    private static final List<String> FILES = List.of("/libjvm.so", "/modules", ".aot");

    private MappedPages() {}

    /** A part of a file in memory that is the file's alone. */
    record Mapping(long start, long length) {}

    /** Does what it can, which is nothing on systems other than Linux. Blocks for some milliseconds, the first time for some tens. */
    @SuppressWarnings("CatchingUnchecked") // memory that stays is no reason to stop serving
    static void release() {
        try (BufferedReader lines = Files.newBufferedReader(MAPPINGS, StandardCharsets.ISO_8859_1)) {
            MethodHandle advise = advise();
            for (Mapping mapping : unwritten(lines)) {
                int _ = (int) advise.invokeExact(mapping.start(), mapping.length(), MADV_DONTNEED);
            }
        } catch (Throwable e) {
            LOG.debug("pages of mapped files stay in memory", e);
        }
    }

    @SuppressWarnings("restricted") // the distribution and its tests allow it
    private static MethodHandle advise() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("madvise"),
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    }

    /** Those of {@code /proc/PID/smaps} that belong to a file, cannot be written, and hold no page of the process's own. */
    static List<Mapping> unwritten(BufferedReader lines) throws IOException {
        List<Mapping> found = new ArrayList<>();
        Mapping mapping = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (isHeader(line)) {
                mapping = mapping(line);
            } else if (mapping != null && isOwn(line)) {
                mapping = null;
            } else if (mapping != null && line.startsWith("VmFlags:")) { // the last line of each
                found.add(mapping);
            }
        }
        return found;
    }

    /** A page that was copied to be written shows as anonymous, or as swapped out. */
    private static boolean isOwn(String line) {
        return (line.startsWith("Anonymous:") || line.startsWith("Swap:")) && !line.endsWith(" 0 kB");
    }

    private static boolean isHeader(String line) {
        return !line.isEmpty() && Character.digit(line.charAt(0), 16) >= 0 && line.indexOf('-') > 0;
    }

    /** Such as {@code 7f3a1000-7f3a2000 r-xp 00001000 fe:00 1234    /lib/libc.so.6}; null where it is not of interest. */
    private static @Nullable Mapping mapping(String header) {
        int dash = header.indexOf('-');
        int space = header.indexOf(' ');
        if (FILES.stream().noneMatch(header::endsWith) || header.charAt(space + 2) == 'w') {
            return null;
        }
        long start = Long.parseUnsignedLong(header, 0, dash, 16);
        return new Mapping(start, Long.parseUnsignedLong(header, dash + 1, space, 16) - start);
    }
}
