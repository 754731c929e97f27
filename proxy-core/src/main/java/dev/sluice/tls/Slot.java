package dev.sluice.tls;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place in the table, whose certificate and context are made when first wanted. Any thread; making takes some milliseconds.
 */
final class Slot {
    private final TicketKeys ticketKeys;
    private final Supplier<ServerTls> maker;
    private volatile @Nullable ServerTls made;
    private boolean retired;

    Slot(TicketKeys ticketKeys, Supplier<ServerTls> maker) {
        this.ticketKeys = ticketKeys;
        this.maker = maker;
    }

    /** What is to be handed out, or null where the slot was retired before anybody asked: look into the newer table. */
    @Nullable
    ServerTls get() {
        ServerTls tls = made;
        return tls != null ? tls : make();
    }

    private synchronized @Nullable ServerTls make() {
        if (made == null && !retired) {
            ServerTls tls = maker.get();
            ticketKeys.applyTo(tls.context());
            made = tls;
        }
        return made;
    }

    /** What was made, without making it. */
    @Nullable
    ServerTls peek() {
        return made;
    }

    synchronized void renewTicketKeys() {
        if (made != null && !retired) {
            ticketKeys.applyTo(made.context());
        }
    }

    /** The table that holds it has been replaced. Connections that are open keep the context alive for themselves. */
    synchronized void retire() {
        if (!retired) {
            retired = true;
            if (made != null) {
                made.release();
            }
        }
    }
}
