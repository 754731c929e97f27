package dev.sluice.launch;

/**
 * What to tell somebody whose user may not bind a port below 1024: the ways to allow it. Giving the capability to the runtime's
 * {@code java} by setcap is none: the loader then no longer looks for Java's libraries beside it, and nothing starts.
 */
record NoPermission(BindAdvice advice) {
    private static final int FIRST_FREE = 1024;

    String sentences() {
        String user = String.valueOf(System.getProperty("user.name"));
        if (advice.port() >= FIRST_FREE) {
            return "Listening on " + advice.host() + " port " + advice.port() + " ('" + advice.key()
                    + "' under 'listen') is not permitted to the user " + user
                    + ", though any port from 1024 usually is: a security policy of this machine forbids it.";
        }
        return """
                Port %d needs a right that the user %s does not have: ports below 1024 are kept for the system. One of these helps:
                  in Docker Compose:  cap_add: [NET_BIND_SERVICE]
                  in a systemd unit:  AmbientCapabilities=CAP_NET_BIND_SERVICE
                  for every program:  sudo sysctl -w net.ipv4.ip_unprivileged_port_start=%d
                  another port:       %s in the configuration"""
                .formatted(advice.port(), user, advice.port(), advice.elsewhere());
    }
}
