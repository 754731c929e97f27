package dev.sluice.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Makes the marks of one edge's routes. They are the same as long as the edge runs, whatever is reloaded, and tell strangers neither edge
 * nor route. Immutable; any thread.
 */
public final class LoopMarks {
    private static final int SECRET_BYTES = 32;
    private static final int MARK_BYTES = 8;

    private final byte[] secret = new byte[SECRET_BYTES];

    /** Makes those of a new edge. */
    public LoopMarks() {
        new SecureRandom().nextBytes(secret);
    }

    /** The mark of a route, by the name of its site and its own label. */
    public LoopMark of(String site, String route) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(secret);
            digest.update((site + "\n" + route).getBytes(StandardCharsets.UTF_8));
            return new LoopMark(HexFormat.of().formatHex(digest.digest(), 0, MARK_BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
