package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BuffersTest {
    private final ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;

    /** Capacity of what was read into, bytes that were read, and whether they stay there. */
    @ParameterizedTest
    @CsvSource({
        "64, 1, true",
        "4096, 0, true",
        "4096, 1, true",
        "4100, 1, false",
        "4100, 1025, false",
        "4100, 1026, true",
        "65536, 0, false",
        "65536, 16384, false",
        "65536, 16385, true",
        "65536, 65536, true",
    })
    void littleThatWasReadDoesNotHoldALargeBuffer(int capacity, int length, boolean same) {
        ByteBuf read = allocator
                .buffer(capacity, capacity)
                .writeBytes("x".repeat(length).getBytes(StandardCharsets.US_ASCII));
        ByteBuf fitted = Buffers.fitted(allocator, read);
        assertThat(fitted == read).isEqualTo(same);
        assertThat(read.refCnt()).isEqualTo(same ? 1 : 0);
        assertThat(fitted.capacity()).isEqualTo(same ? capacity : length);
        assertThat(fitted.toString(StandardCharsets.US_ASCII)).isEqualTo("x".repeat(length));
        assertThat(fitted.release()).isTrue();
    }

    /** Bytes before the piece, in it, and behind it in its buffer; the least capacity, and the one that is made. */
    @ParameterizedTest
    @CsvSource({"0, 5, 0, 0, 5", "0, 5, 0, 100, 100", "1000, 5, 1000, 5, 5", "1000, 0, 0, 0, 0", "10, 100, 10, 50, 100"
    })
    void aPieceIsCopiedAndGivenUp(int before, int length, int behind, int least, int capacity) {
        ByteBuf whole = allocator.buffer(before + length + behind).writeZero(before);
        whole.writeBytes("x".repeat(length).getBytes(StandardCharsets.US_ASCII)).writeZero(behind);
        ByteBuf piece = whole.retainedSlice(before, length);
        ByteBuf copy = Buffers.copied(allocator, piece, least);
        assertThat(whole.refCnt()).as("held by its owner alone").isEqualTo(1);
        whole.release();
        assertThat(copy.capacity()).isEqualTo(capacity);
        assertThat(copy.toString(StandardCharsets.US_ASCII)).isEqualTo("x".repeat(length));
        assertThat(copy.release()).isTrue();
    }

    /** Capacity of a buffer, and bytes of a slice of a slice of it. */
    @ParameterizedTest
    @CsvSource({"256, 1, false", "260, 64, true", "260, 65, false", "65536, 16383, true", "65536, 16384, false"})
    void aPieceIsWastefulByTheBufferThatItHolds(int capacity, int length, boolean wasteful) {
        ByteBuf whole = allocator.buffer(capacity, capacity).writeZero(capacity);
        ByteBuf piece = whole.slice(0, capacity / 2 + 1)
                .slice(1, Math.min(length, capacity / 2))
                .duplicate();
        assertThat(Buffers.wasteful(piece)).isEqualTo(wasteful);
        whole.release();
    }
}
