package dev.sluice.observe;

/** The running edge could not be asked; the message says why and what to do, in words for the user. */
public final class AdminException extends Exception {
    private static final long serialVersionUID = 1;

    AdminException(String message) {
        super(message);
    }

    AdminException(String message, Throwable cause) {
        super(message, cause);
    }
}
