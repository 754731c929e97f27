package dev.sluice.tls;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is shown to a client that names no host, as all do that connect to an address (RFC 6066 section 3), or one that nobody has. It
 * learns nothing of this machine that it does not know: no other address than the one that it has connected to, and no host name.
 *
 * @param named the slots of the addresses that sites and files of certificates name
 * @param fallback for clients inside
 * @param stranger for clients that may be anybody
 * @param made a certificate for each other address; null where the default site has a certificate of its own
 */
record NamelessSlots(
        Map<InetAddress, Slot> named,
        Slot fallback,
        Slot stranger,
        @Nullable AddressSlots made) {

    /** Whether a slot is for those that name no host that anybody has. */
    @SuppressWarnings("ReferenceEquality") // is it the very same slot?
    boolean has(Slot slot) {
        return slot == fallback || slot == stranger;
    }

    Slot unknown(Arrival arrival) {
        return arrival.outside() ? stranger : fallback;
    }

    /** What {@link #find} gives, if that is there already, else null. Without waiting. */
    @Nullable
    Slot ready(Arrival arrival) {
        if (arrival.direct()) {
            Slot own = named.get(arrival.local());
            return own == null ? made(arrival.local()) : own;
        }
        Slot only = only(arrival);
        if (only != null) {
            return only;
        }
        return arrival.outside() ? stranger : made(arrival.loopback());
    }

    private @Nullable Slot made(InetAddress address) {
        return made == null ? fallback : made.peek(CertificateNames.text(address));
    }

    /** May wait for somebody who has a certificate made. */
    Slot find(Arrival arrival) {
        if (arrival.direct()) {
            Slot own = named.get(arrival.local());
            return own == null ? make(arrival.local()) : own;
        }
        Slot only = only(arrival);
        if (only != null) {
            return only;
        }
        return arrival.outside() ? stranger : make(arrival.loopback());
    }

    private Slot make(InetAddress address) {
        Slot slot = made == null ? null : made.get(CertificateNames.text(address));
        return slot == null ? fallback : slot;
    }

    /** Which address a client has connected to is not known if it was translated; but if a single one is named, it can be no other. */
    private @Nullable Slot only(Arrival arrival) {
        Set<Slot> candidates = new LinkedHashSet<>();
        named.forEach((address, slot) -> {
            if (mayBeAsked(address, arrival)) {
                candidates.add(slot);
            }
        });
        return candidates.size() == 1 ? candidates.iterator().next() : null;
    }

    private static boolean mayBeAsked(InetAddress address, Arrival arrival) {
        boolean sameKind = address instanceof Inet6Address == arrival.local() instanceof Inet6Address;
        return sameKind && (!arrival.outside() || address.isLoopbackAddress() || !Arrival.isInside(address));
    }
}
