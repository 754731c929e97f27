package dev.sluice.launch;

import dev.sluice.config.ListenAddress;
import java.nio.file.Path;

/** What to tell somebody whose user may not bind a port below 1024: the ways to allow it. */
final class NoPermission {
    private static final int FIRST_FREE = 1024;

    private NoPermission() {}

    static String advice(ListenAddress address, String key, Path runtime) {
        if (address.port() >= FIRST_FREE) {
            return "Listening on " + address + " ('" + key + "' under 'listen') is not permitted to "
                    + System.getProperty("user.name") + "; a security policy of this machine forbids it.";
        }
        return """
                Port %d needs a right that the user %s does not have: ports below 1024 are kept for the system. Any one of these helps:
                  - in Docker Compose:   cap_add: [NET_BIND_SERVICE]
                  - in a systemd unit:   AmbientCapabilities=CAP_NET_BIND_SERVICE
                  - for every program:   sudo sysctl -w net.ipv4.ip_unprivileged_port_start=%d
                  - other ports:         %s"""
                .formatted(
                        address.port(),
                        System.getProperty("user.name"),
                        address.port(),
                        BindAdvice.elsewhere(key, address.port()));
    }
}
