package dev.sluice.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameWriterTest {
    private final List<ByteBuf> written = new ArrayList<>();

    /** Writes one small frame, behind so many bytes that the network has not taken, and returns the buffer that it left in. */
    private ByteBuf left(int unsent) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext ctx) {
                if (unsent > 0) {
                    ctx.write(Unpooled.directBuffer(unsent).writeZero(unsent), ctx.voidPromise());
                }
                FrameWriter writer = new FrameWriter(ctx);
                writer.ping(true, 1);
                writer.flush();
            }
        });
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            written.add(next);
        }
        channel.finishAndReleaseAll();
        written.forEach(ByteBuf::release);
        return written.getLast();
    }

    @Test
    void whatMayWaitForLongLeavesInABufferOfItsSize() {
        assertThat(left(1).capacity()).isEqualTo(17);
    }

    @Test
    void whatTheNetworkTakesAtOnceIsNotCopied() {
        assertThat(left(0).capacity()).isGreaterThan(1000);
    }
}
