package dev.sluice.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which slot serves which name. Immutable, but for what is made when first wanted.
 *
 * @param exact by name, or address
 * @param wildcards by what follows {@code *.}
 * @param nameless for connections that name nothing, and for all names that nobody has
 * @param slots all slots but those for addresses, each once, by everything that makes up what they hand out
 */
record CertificateTable(
        Map<String, Slot> exact, Map<String, Slot> wildcards, NamelessSlots nameless, Map<String, Slot> slots) {

    /** For a host that a request names, whoever asks. */
    Slot find(@Nullable String host) {
        Slot slot = host == null ? null : named(host);
        return slot == null ? nameless.fallback() : slot;
    }

    /** For a connection; without a name that may wait for somebody who has a certificate made. */
    @SuppressWarnings("ReferenceEquality") // is it the very same slot?
    Slot find(@Nullable String serverName, Arrival arrival) {
        if (serverName == null) {
            return nameless.find(arrival);
        }
        Slot slot = named(serverName);
        return slot == null || slot == nameless.fallback() ? nameless.unknown(arrival) : slot;
    }

    /** What {@link #find(String, Arrival)} leads to, if that has been made, else null. Without waiting. */
    @Nullable
    ServerTls ready(@Nullable String serverName, Arrival arrival) {
        Slot slot = serverName == null ? nameless.ready(arrival) : find(serverName, arrival);
        return slot == null ? null : slot.peek();
    }

    /** All slots, those for addresses too. */
    List<Slot> all() {
        List<Slot> all = new ArrayList<>(slots.values());
        AddressSlots addresses = nameless.made();
        if (addresses != null) {
            all.addAll(addresses.slots());
        }
        return all;
    }

    /** Gives up what another table, which is in use from now on, has not taken over. */
    @SuppressWarnings("ReferenceEquality") // is it the very same slot?
    void retireFor(CertificateTable next) {
        slots.forEach((key, slot) -> {
            if (next.slots.get(key) != slot) {
                slot.retire();
            }
        });
        AddressSlots addresses = nameless.made();
        if (addresses != null && addresses != next.nameless.made()) {
            addresses.retire();
        }
    }

    /** Gives up everything. */
    void retire() {
        slots.values().forEach(Slot::retire);
        AddressSlots addresses = nameless.made();
        if (addresses != null) {
            addresses.retire();
        }
    }

    private @Nullable Slot named(String name) {
        Slot slot = exact.get(name);
        if (slot == null) {
            String parent = CertificateNames.parent(name);
            slot = parent == null ? null : wildcards.get(parent);
        }
        return slot;
    }
}
