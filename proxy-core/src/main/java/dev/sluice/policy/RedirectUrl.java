package dev.sluice.policy;

import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;

/**
 * Builds values of {@code Location} out of trusted text and parts of a request.
 *
 * <p>The parts cannot end a line or change the host: a {@link RequestTarget} has no control characters, spaces, {@code #} or user
 * information, its host consists of a name's characters only, and its path begins with a slash. What is not ASCII is percent-encoded.
 */
final class RedirectUrl {
    private static final String HEX = "0123456789ABCDEF";
    private static final String UNSAFE = "\"<>\\^`{|}";

    private final StringBuilder text = new StringBuilder(96);

    RedirectUrl text(String trusted) {
        text.append(trusted);
        return this;
    }

    /** The host for use in a URL: with brackets where it is an IPv6 address. */
    RedirectUrl host(RequestTarget target) {
        return host(target.hostText());
    }

    RedirectUrl host(String host) {
        boolean address = host.indexOf(':') >= 0;
        text.append(address ? "[" : "").append(host).append(address ? "]" : "");
        return this;
    }

    RedirectUrl port(int port) {
        text.append(':').append(port);
        return this;
    }

    /** Path and query as the client wrote them, at least a slash. */
    RedirectUrl uri(RequestHead head, RequestTarget target) {
        byte[] bytes = head.fields().bytes();
        int from = target.rawPathStart();
        if (from == target.rawPathEnd()) {
            text.append('/');
        }
        for (int i = from; i < target.targetEnd(); i++) {
            append(bytes[i] & 0xFF);
        }
        return this;
    }

    String build() {
        return text.toString();
    }

    /** A URL that names no host of its own: browsers would take {@code //x} for the host {@code x}. */
    String buildPath() {
        int slashes = 0;
        while (slashes < text.length() && text.charAt(slashes) == '/') {
            slashes++;
        }
        return text.substring(Math.max(0, slashes - 1));
    }

    private void append(int c) {
        if (c > ' ' && c < 0x7F && UNSAFE.indexOf(c) < 0) {
            text.append((char) c);
        } else {
            text.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        }
    }
}
