package dev.sluice.acme;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;

/**
 * One certificate that the configuration asks for.
 *
 * @param names what it is to be valid for, the site's own name first; lower case, wildcards as {@code *.example.com}, IP addresses
 *     without brackets; at least one, none twice
 */
record WantedCertificate(List<String> names) {
    private static final int DIGEST_BYTES = 4;

    WantedCertificate {
        names = List.copyOf(new LinkedHashSet<>(names));
    }

    String first() {
        return names.getFirst();
    }

    boolean wildcard() {
        return names.stream().anyMatch(name -> name.startsWith("*."));
    }

    /** A file name for the set of names: the same whatever their order. */
    String id() {
        String readable = first().replace("*.", "_.").replace(':', '-');
        return readable.substring(0, Math.min(readable.length(), 100)) + "-"
                + digest(String.join(",", new TreeSet<>(names)));
    }

    static String digest(String text) {
        try {
            byte[] all = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return String.join(", ", names);
    }
}
