package dev.sluice.tls;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which slot serves which name. Immutable.
 *
 * @param exact by name
 * @param wildcards by what follows {@code *.}
 * @param fallback for every other name, and none
 * @param slots all slots, each once, by everything that makes up what they hand out
 */
record CertificateTable(Map<String, Slot> exact, Map<String, Slot> wildcards, Slot fallback, Map<String, Slot> slots) {

    Slot find(@Nullable String serverName) {
        if (serverName == null) {
            return fallback;
        }
        Slot slot = exact.get(serverName);
        if (slot == null) {
            String parent = CertificateNames.parent(serverName);
            slot = parent == null ? null : wildcards.get(parent);
        }
        return slot == null ? fallback : slot;
    }
}
