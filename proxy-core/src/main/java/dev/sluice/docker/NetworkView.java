package dev.sluice.docker;

import dev.sluice.base.json.Json;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where Sluice itself stands, and so what it can reach.
 *
 * @param onHost whether it is on the host's own network, from where every bridge can be reached
 * @param networks the ids of its own networks where it is not
 */
record NetworkView(boolean onHost, Set<String> networks) {

    /** Copies the set. */
    NetworkView {
        networks = Set.copyOf(networks);
    }

    /** An address by which a container on these networks can be reached, or null; of several networks the first by name counts. */
    @Nullable
    String address(Json containers) {
        for (String name : new TreeSet<>(containers.names())) {
            Json network = containers.get(name);
            if (onHost || networks.contains(network.get("NetworkID").text())) {
                String v4 = network.get("IPAddress").text();
                String address = v4.isEmpty() ? network.get("GlobalIPv6Address").text() : v4;
                if (!address.isEmpty()) {
                    return address;
                }
            }
        }
        return null;
    }
}
