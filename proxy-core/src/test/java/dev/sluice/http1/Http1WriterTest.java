package dev.sluice.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http1WriterTest {
    /** Flushes whenever the channel says that it is full or has room again, as exchanges do. */
    private static final class Sender extends ChannelInboundHandlerAdapter {
        private Http1Writer writer;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            writer = new Http1Writer(ctx);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            writer.flush();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 900, 1024, 1025, 1060, 3907, 8381})
    void chunksStayWholeWhereverTheChannelBecomesFull(int length) {
        // each place of the first pieces is once where the channel becomes full: also between a chunk's size and its
        // bytes
        for (int full = 1; full < 3 * length + 200; full++) {
            assertThat(sent(length, full)).as("full at %d", full).isEqualTo("x".repeat(4 * length));
        }
    }

    @Test
    void aSmallPieceDoesNotKeepTheLargeBufferThatItCameIn() {
        Sender sender = new Sender();
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(sender);
        ByteBuf read = Unpooled.directBuffer(16_384).writeBytes(new byte[16_384]);
        sender.writer.startMessage(false);
        sender.writer.body(read.readRetainedSlice(1));
        assertThat(read.refCnt()).as("nobody else has it").isEqualTo(1);
        sender.writer.body(read.readRetainedSlice(9_000));
        assertThat(read.refCnt()).as("a large piece is not copied").isEqualTo(2);
        sender.writer.flush();
        read.release();
        channel.finishAndReleaseAll();
    }

    /** Bytes that the network has not taken, and the capacity that ten bytes behind them hold. */
    @ParameterizedTest
    @CsvSource({"0, 2048", "1, 10"})
    void whatMayWaitForLongLeavesInABufferOfItsSize(int unsent, int capacity) {
        Sender sender = new Sender();
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(sender);
        if (unsent > 0) {
            channel.write(Unpooled.directBuffer(unsent).writeZero(unsent));
        }
        sender.writer.gather(10).writeZero(10);
        sender.writer.flush();
        if (unsent > 0) {
            channel.<ByteBuf>readOutbound().release();
        }
        ByteBuf last = channel.readOutbound();
        assertThat(last.readableBytes()).isEqualTo(10);
        assertThat(last.capacity()).isEqualTo(capacity);
        last.release();
        channel.finishAndReleaseAll();
    }

    /** The body that a recipient reads out of four chunks. */
    private static String sent(int length, int full) {
        Sender sender = new Sender();
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(0, full));
        channel.pipeline().addLast(sender);
        sender.writer.startMessage(true);
        for (int i = 0; i < 4; i++) {
            sender.writer.body(Unpooled.copiedBuffer("x".repeat(length), StandardCharsets.US_ASCII));
            if (i == 2) {
                sender.writer.flush();
            }
        }
        sender.writer.end(null);
        sender.writer.flush();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            byte[] bytes = new byte[piece.readableBytes()];
            piece.readBytes(bytes);
            all.writeBytes(bytes);
            piece.release();
        }
        channel.finishAndReleaseAll();
        return decoded(all.toString(StandardCharsets.US_ASCII));
    }

    private static String decoded(String chunks) {
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (true) {
            int line = chunks.indexOf("\r\n", at);
            int size = Integer.parseInt(chunks.substring(at, line), 16);
            int end = line + 2 + size;
            assertThat(chunks.substring(end, end + 2)).isEqualTo("\r\n");
            if (size == 0) {
                assertThat(chunks).hasSize(end + 2);
                return body.toString();
            }
            body.append(chunks, line + 2, end);
            at = end + 2;
        }
    }
}
