package dev.sluice.tls;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place in the table, whose certificate and context are made when first wanted. Any thread; making takes some milliseconds, may read
 * the disk, and is nothing for a loop.
 */
final class Slot {
    private final TicketKeys ticketKeys;
    private final String identity;
    private final boolean clientCertificate;
    private final Supplier<ServerTls> maker;
    private volatile @Nullable ServerTls made;
    private boolean retired;

    /** {@code identity} and {@code clientCertificate} are those of what {@code maker} makes. */
    Slot(TicketKeys ticketKeys, String identity, boolean clientCertificate, Supplier<ServerTls> maker) {
        this.ticketKeys = ticketKeys;
        this.identity = identity;
        this.clientCertificate = clientCertificate;
        this.maker = maker;
    }

    /** As {@link ServerTls#identity}, whether it has been made or not. */
    String identity() {
        return identity;
    }

    /** As {@link ServerTls#clientCertificate}, whether it has been made or not. */
    boolean clientCertificate() {
        return clientCertificate;
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
