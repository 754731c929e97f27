package dev.sluice.config;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** IP addresses as text; nothing is ever resolved. */
final class IpText {

    private IpText() {}

    /** 4 or 16 bytes, or null when the text is not an address in its usual form. */
    static byte @Nullable [] parse(String text) {
        return text.indexOf(':') >= 0 ? parseSix(text) : parseFour(text);
    }

    private static byte @Nullable [] parseFour(String text) {
        if (text.length() > 15 || text.isEmpty() || text.charAt(0) > '9') {
            return null;
        }
        String[] parts = text.split("\\.", -1);
        byte[] address = new byte[4];
        if (parts.length != 4) {
            return null;
        }
        for (int i = 0; i < 4; i++) {
            String part = parts[i];
            boolean digits = !part.isEmpty() && part.length() <= 3 && Chars.all(part, c -> c >= '0' && c <= '9');
            if (!digits || (part.length() > 1 && part.startsWith("0")) || Integer.parseInt(part) > 255) {
                return null;
            }
            address[i] = (byte) Integer.parseInt(part);
        }
        return address;
    }

    private static byte @Nullable [] parseSix(String text) {
        if (text.length() > 45 || !Chars.all(text, c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.')) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The address in its one canonical form, for IPv6 that of RFC 5952. */
    static String format(byte[] address) {
        if (address.length == 4) {
            return (address[0] & 0xFF) + "." + (address[1] & 0xFF) + "." + (address[2] & 0xFF) + "."
                    + (address[3] & 0xFF);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (address[2 * i] & 0xFF) << 8 | (address[2 * i + 1] & 0xFF);
        }
        return compress(groups);
    }

    /** RFC 5952 section 4.2: the longest run of two or more zero groups becomes {@code ::}, the first of equals. */
    private static String compress(int[] groups) {
        int start = -1;
        int longest = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > longest) {
                start = i;
                longest = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
