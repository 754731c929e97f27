package dev.sluice.launch;

import dev.sluice.config.ListenAddress;
import dev.sluice.config.ListenConfig;
import dev.sluice.listen.CannotBind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What to tell somebody whose address could not be bound: why, and what can be done.
 *
 * @param host as it was to be bound
 * @param port the same
 * @param key under {@code listen} that it came from: {@code http}, {@code https} or {@code admin}
 */
record BindAdvice(String host, int port, String key) {
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    /** Some sentences, without a line feed at the end. */
    static String of(CannotBind failure, ListenConfig listen) {
        InetSocketAddress address = failure.address();
        BindAdvice advice = new BindAdvice(address.getHostString(), address.getPort(), key(address.getPort(), listen));
        return advice.because(reason(failure), address);
    }

    /** An example of the configuration with another port for the same key. */
    String elsewhere() {
        int other = port == 443 ? 8443 : port < 1024 ? 8000 + port : port == 65535 ? 65534 : port + 1;
        String value = EVERY_ADDRESS.contains(host) ? String.valueOf(other) : new ListenAddress(host, other).toString();
        // YAML would take the brackets of IPv6 for a list
        return "listen: {" + key + ": " + (value.startsWith("[") ? "'" + value + "'" : value) + "}";
    }

    private String because(String reason, InetSocketAddress address) {
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("in use")) {
            return new TakenPort(this).sentences(resolved(address));
        }
        if (lower.contains("permission denied")) {
            return new NoPermission(this).sentences();
        }
        if (lower.contains("cannot assign") || lower.contains("unresolved")) {
            return "This machine has no address " + host
                    + ", so nothing can listen on it. Name one that it has in 'listen: {" + key
                    + ": …}', or only the port: " + port + ".";
        }
        return "Cannot listen on " + host + " port " + port + " ('" + key + "' under 'listen'): " + reason;
    }

    private static String key(int port, ListenConfig listen) {
        if (has(listen.https(), port)) {
            return "https";
        }
        return has(listen.admin(), port) && !has(listen.http(), port) ? "admin" : "http";
    }

    private static boolean has(List<ListenAddress> addresses, int port) {
        return addresses.stream().anyMatch(address -> address.port() == port);
    }

    /** The messages of all causes: the system's own stands at the end. */
    private static String reason(Throwable failure) {
        StringBuilder all = new StringBuilder();
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        while (cause != null) {
            String message = String.valueOf(cause.getMessage());
            if (all.indexOf(message) < 0) {
                all.append(all.isEmpty() ? "" : ": ").append(message);
            }
            cause = cause.getCause();
        }
        return all.toString();
    }

    private static InetAddress resolved(InetSocketAddress address) {
        InetAddress found = address.isUnresolved()
                ? new InetSocketAddress(address.getHostString(), address.getPort()).getAddress()
                : address.getAddress();
        return found == null ? InetAddress.getLoopbackAddress() : found;
    }
}
