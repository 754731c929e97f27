package dev.sluice.tls;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;

/** What malloc has handed out, asked of glibc (mallinfo2): the TLS library allocates there, Java's heap does not. */
final class NativeHeap {
    private static final int FIELDS = 10;
    private static final int MAPPED = 4;
    private static final int USED = 7;

    private NativeHeap() {}

    /** Bytes in use. */
    @SuppressWarnings("restricted") // the tests run with native access enabled, as Netty needs it too
    static long used() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MemorySegment function = linker.defaultLookup().find("mallinfo2").orElseThrow();
        FunctionDescriptor type = FunctionDescriptor.of(
                MemoryLayout.structLayout(MemoryLayout.sequenceLayout(FIELDS, ValueLayout.JAVA_LONG)));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info =
                    (MemorySegment) linker.downcallHandle(function, type).invokeExact((SegmentAllocator) arena);
            return info.getAtIndex(ValueLayout.JAVA_LONG, MAPPED) + info.getAtIndex(ValueLayout.JAVA_LONG, USED);
        }
    }
}
