package dev.sluice.acme.http;

import java.nio.charset.StandardCharsets;

/**
 * The body of an answer, or its beginning.
 *
 * @param bytes nobody changes them
 * @param cut whether there was more than the bound allows
 */
@SuppressWarnings("ArrayRecordComponent") // it is handed over, never compared
public record Body(byte[] bytes, boolean cut) {
    /** As UTF-8. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
