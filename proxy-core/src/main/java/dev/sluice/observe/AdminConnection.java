package dev.sluice.observe;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How far one connection to the admin server has come, and for how long it may stay there. The first handler of its pipeline; on the loop
 * only.
 */
final class AdminConnection extends ChannelInboundHandlerAdapter {
    /** A request has this long to come as a whole, however its bytes are spread over that time; an answer has it to be taken. */
    static final int LIMIT_SECONDS = 10;

    /** In the order in which connections give way. */
    enum Phase {
        /** Its request is not whole. */
        ARRIVING,
        /** Its answer is being taken. */
        SENDING,
        /** Its answer is being made, which takes the time that it takes. */
        ANSWERING
    }

    private final Channel channel;
    private Phase phase = Phase.ARRIVING;
    private long since = System.nanoTime();
    private @Nullable Future<?> limit;

    AdminConnection(Channel channel) {
        this.channel = channel;
        limit();
    }

    Phase phase() {
        return phase;
    }

    /** When it last did something, or began its phase, as {@link System#nanoTime}. */
    long since() {
        return since;
    }

    void answering() {
        move(Phase.ANSWERING);
    }

    void sending() {
        move(Phase.SENDING);
        limit();
    }

    private void move(Phase next) {
        phase = next;
        since = System.nanoTime();
        forgetLimit();
    }

    private void limit() {
        limit = channel.eventLoop().schedule(this::giveUp, LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    void forgetLimit() {
        Future<?> set = limit;
        if (set != null) {
            limit = null;
            set.cancel(false);
        }
    }

    /** Its place is wanted, or its time is over. */
    void giveUp() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        since = System.nanoTime();
        context.fireChannelRead(bytes);
    }
}
