package dev.sluice.tls;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of the local CA for each address at which clients connect without a name, made when first wanted. Whoever can reach many
 * addresses of this machine does not have certificates made without bound: {@link #MAX} are kept, and when as many have been made, one
 * more is made in {@link #PAUSE} at most. Any thread; the lock is held for a look into a small table.
 */
final class AddressSlots {
    static final int MAX = 32;
    static final Duration PAUSE = Duration.ofSeconds(10);

    private final String key;
    private final Function<String, Slot> maker;
    private final LongSupplier nanos;
    private final SequencedMap<String, Slot> recent = new LinkedHashMap<>(MAX, 0.75f, true);
    private int left = MAX;
    private long refilled;
    private volatile Map<String, Slot> known = Map.of();
    private boolean retired;

    /**
     * Starts with none.
     *
     * @param key changes with everything but the address that makes up a certificate and its rules
     * @param maker of the slot for an address
     * @param nanos the time, as {@link System#nanoTime}
     */
    AddressSlots(String key, Function<String, Slot> maker, LongSupplier nanos) {
        this.key = key;
        this.maker = maker;
        this.nanos = nanos;
        this.refilled = nanos.getAsLong();
    }

    String key() {
        return key;
    }

    /** The slot for an address if there is one already. Without waiting. */
    @Nullable
    Slot peek(String address) {
        return known.get(address);
    }

    /** The slot for an address, made if there is none; null if too many were made already, and after {@link #retire}. */
    synchronized @Nullable Slot get(String address) {
        Slot found = recent.get(address);
        if (found != null || retired || !mayMake()) {
            return found;
        }
        if (recent.size() == MAX) {
            Slot oldest = recent.pollFirstEntry().getValue();
            oldest.retire();
        }
        Slot made = maker.apply(address);
        recent.put(address, made);
        known = Map.copyOf(recent);
        return made;
    }

    private boolean mayMake() {
        long periods = (nanos.getAsLong() - refilled) / PAUSE.toNanos();
        if (periods > 0) {
            refilled += periods * PAUSE.toNanos();
            left = (int) Math.min(MAX, left + periods);
        }
        return left > 0 && left-- > 0;
    }

    synchronized List<Slot> slots() {
        return List.copyOf(recent.values());
    }

    /** The table that holds it has been replaced. */
    synchronized void retire() {
        retired = true;
        recent.values().forEach(Slot::retire);
        recent.clear();
        known = Map.of();
    }
}
