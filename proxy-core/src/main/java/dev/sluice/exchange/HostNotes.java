package dev.sluice.exchange;

import org.jspecify.annotations.Nullable;

/** What the pages of errors say of a host beside the error. */
public interface HostNotes {
    /** Nothing. */
    HostNotes NONE = host -> null;

    /**
     * Why the host has no certificate that clients trust, or null. On a loop: must not block.
     *
     * @param host in lower case
     */
    @Nullable
    HostNote noCertificate(String host);
}
