package dev.sluice.launch;

import dev.sluice.config.ListenAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;

/** What to tell somebody whose address could not be bound: why, and what can be done. */
final class BindAdvice {

    private BindAdvice() {}

    /** Some sentences, without a line feed at the end. */
    static String of(CannotBind failure) {
        String reason = String.valueOf(failure.getCause() == null ? failure : failure.getCause().getMessage());
        String lower = reason.toLowerCase(Locale.ROOT);
        ListenAddress address = failure.address();
        if (lower.contains("in use")) {
            return TakenPort.advice(address, failure.key(), socket(address));
        }
        if (lower.contains("permission denied") || lower.contains("eacces")) {
            return NoPermission.advice(address, failure.key(), Path.of(System.getProperty("java.home")));
        }
        if (lower.contains("assign requested address") || lower.contains("unresolved")) {
            return "This machine has no address %s, so nothing can listen on it. Write one of its own addresses in 'listen: {%s: …}', or only the port: %d."
                    .formatted(address.address(), failure.key(), address.port());
        }
        return "Cannot listen on " + address + " ('" + failure.key() + "' under 'listen'): " + reason;
    }

    /** Another port for the same key, for examples. */
    static String elsewhere(String key, int port) {
        int other = port == 443 ? 8443 : port < 1024 ? 8000 + port : port + 1;
        return "listen: {" + key + ": " + Math.min(other, 65535) + "}";
    }

    private static InetAddress socket(ListenAddress address) {
        InetSocketAddress socket = address.address() == null
                ? new InetSocketAddress(address.port())
                : new InetSocketAddress(address.address(), address.port());
        InetAddress found = socket.getAddress();
        return found == null ? InetAddress.getLoopbackAddress() : found;
    }
}
