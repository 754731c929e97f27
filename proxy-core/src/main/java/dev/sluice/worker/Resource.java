package dev.sluice.worker;

import java.util.Locale;

/** What clients can make a process hold, and of which there is only so much. */
public enum Resource {
    /** Bytes on the Java heap. */
    HEAP,
    /** Bytes outside of it: buffers and TLS. */
    NATIVE,
    /** Open files: a connection is one, towards clients and towards backends. */
    DESCRIPTORS,
    /** Client connections, if the configuration says how many there may be. */
    CONNECTIONS;

    /** The label in metrics, such as {@code heap}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
