package dev.sluice.base.pem;

import java.io.Serial;
import java.security.GeneralSecurityException;

/** A text is not PEM; the message is a sentence for users, names the line, and never quotes what may be a key. */
public final class PemFormatException extends GeneralSecurityException {
    @Serial
    private static final long serialVersionUID = 1;

    PemFormatException(int line, String problem) {
        super("line " + line + ": " + problem);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
