package dev.sluice.exchange;

import java.util.Locale;

/** What a client's connection can send too much of, so that it is ended for it. */
public enum Flood {
    /** Streams that the client opens and resets at once. */
    RESETS("resets of streams"),
    /** Mistakes that make us reset streams. */
    PROVOKED_RESETS("requests that had to be reset"),
    SETTINGS("SETTINGS frames"),
    PINGS("PING frames"),
    /** Frames that carry nothing. */
    EMPTY_FRAMES("empty frames"),
    CONTINUATIONS("CONTINUATION frames"),
    PRIORITIES("priority frames"),
    /** A block of header fields that is larger than any head may be. */
    HEADER_BLOCK("bytes in one block of header fields"),
    /** Frames that ask for an answer, by a client that does not read the answers. */
    UNREAD_ANSWERS("frames that ask for an answer");

    private final String words;

    Flood(String words) {
        this.words = words;
    }

    /** What there was too much of, in words for the log. */
    public String words() {
        return words;
    }

    /** The label in metrics, such as {@code provoked_resets}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
