package dev.sluice.worker;

import io.netty.util.collection.LongObjectHashMap;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The client addresses of one worker that have connections, and which of them holds most. On the worker's loop. */
final class Holders {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Whoever has more than this of what there may be, in millionths, gives way before all others. */
    private static final int LARGE_SHARE = 400_000;

    private final LongObjectHashMap<Holder> all = new LongObjectHashMap<>();
    private final Budget budget;
    /** Addresses are spread by it: who chooses addresses must not choose how long a look-up takes. */
    private final long seed;

    private @Nullable Holder largest;
    private long lookedNanos;

    Holders(Budget budget, long seed) {
        this.budget = budget;
        this.seed = seed;
    }

    /** A connection of this address begins; null counts as an address, too. */
    Holder enter(@Nullable InetAddress address) {
        long key = mixed(number(address));
        Holder holder = all.get(key);
        if (holder == null) {
            holder = new Holder(key);
            all.put(key, holder);
        }
        holder.connections++;
        holder.sockets++;
        return holder;
    }

    void leave(Holder holder, ClientConnection connection) {
        holder.heap -= connection.heap();
        holder.nativeBytes -= connection.nativeBytes();
        holder.sockets -= connection.sockets();
        if (--holder.connections == 0) {
            all.remove(holder.address);
        }
    }

    /** The connection belongs to another address from now on, with all that it holds. */
    Holder move(ClientConnection connection, InetAddress address) {
        leave(connection.holder(), connection);
        Holder next = enter(address);
        next.heap += connection.heap();
        next.nativeBytes += connection.nativeBytes();
        next.sockets += connection.sockets() - 1;
        return next;
    }

    /** The address that holds so much of what is there that it gives way before all others, or null. */
    @Nullable
    Holder tooLarge(long now) {
        if (largest == null || now - lookedNanos > LOOK_NANOS) {
            lookedNanos = now;
            largest = largest();
        }
        Holder found = largest;
        return found != null && found.connections > 0 && found.share(budget) > LARGE_SHARE ? found : null;
    }

    private @Nullable Holder largest() {
        Holder most = null;
        int share = -1;
        for (Holder holder : all.values()) {
            int its = holder.share(budget);
            if (its > share) {
                share = its;
                most = holder;
            }
        }
        return most;
    }

    private long mixed(long number) {
        long z = number ^ seed;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static long number(@Nullable InetAddress address) {
        if (address == null) {
            return 0;
        }
        byte[] bytes = address.getAddress();
        long number = address instanceof Inet6Address ? 0 : 0xffffL;
        for (int i = 0; i < Math.min(8, bytes.length); i++) {
            number = number << 8 | (bytes[i] & 0xff);
        }
        return number;
    }
}
