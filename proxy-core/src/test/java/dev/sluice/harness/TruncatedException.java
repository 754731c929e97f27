package dev.sluice.harness;

import java.io.IOException;

/** The other side ended the connection in the midst of a message. */
public final class TruncatedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says where it ended. */
    public TruncatedException(String where) {
        super("the connection ended " + where);
    }
}
