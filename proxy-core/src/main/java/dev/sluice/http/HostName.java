package dev.sluice.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Configured host names in the form in which {@link RequestTarget} gives those of requests. */
public final class HostName {
    private HostName() {}

    /** The bytes to match by: lower case; an IPv6 address, which has no brackets, in the form of RFC 5952. */
    public static byte[] canonical(String name) {
        byte[] address = Authority.canonicalAddress(name);
        return address != null ? address : name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }
}
