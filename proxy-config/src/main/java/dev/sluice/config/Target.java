package dev.sluice.config;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One target of a route; every address its name resolves to is one endpoint.
 *
 * @param at where it stands in the file
 * @param host lower-case name or IP address without brackets; empty for {@link Scheme#UNIX}
 * @param port 1 to 65535; 0 for {@link Scheme#UNIX}
 * @param socket path of the Unix socket; null for the other schemes
 * @param weight 1 to 1000, relative to the other targets
 * @param verify whether an {@code https} target's certificate must be valid for its name
 * @param ca PEM file with the CAs to trust instead of the system's; null for the system's
 * @param container the name of the container whose labels made it; null for a target that was written down
 */
public record Target(
        Position at,
        Scheme scheme,
        String host,
        int port,
        @Nullable Path socket,
        int weight,
        boolean verify,
        @Nullable Path ca,
        @Nullable String container) {

    /** How a target is spoken to. */
    public enum Scheme {
        /** HTTP/1.1 in plain text. */
        HTTP,
        /** HTTP over TLS. */
        HTTPS,
        /** HTTP/2 in plain text with prior knowledge (RFC 9113 section 3.3). */
        H2C,
        /** HTTP/1.1 over a Unix socket. */
        UNIX
    }

    /** The target as it can be written in the file. */
    @Override
    public String toString() {
        if (scheme == Scheme.UNIX) {
            return "unix:" + socket;
        }
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return scheme.name().toLowerCase(Locale.ROOT) + "://" + name + ":" + port;
    }
}
