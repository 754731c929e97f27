package dev.sluice.tls;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over a series of values. */
final class Fingerprint {
    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Fingerprint add(byte[] value) {
        digest.update(value);
        return this;
    }

    Fingerprint add(String value) {
        return add(value.getBytes(StandardCharsets.UTF_8));
    }

    /** The 32 bytes; starts anew. */
    byte[] bytes() {
        return digest.digest();
    }

    /** The bytes in hexadecimal; starts anew. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
