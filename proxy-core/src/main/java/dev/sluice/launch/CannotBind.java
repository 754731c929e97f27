package dev.sluice.launch;

import dev.sluice.config.ListenAddress;
import java.io.IOException;

/** An address cannot be listened on. */
public final class CannotBind extends Exception {
    private static final long serialVersionUID = 1;

    private final transient ListenAddress address;
    private final transient String key;

    /**
     * An address that cannot be bound.
     *
     * @param key under {@code listen}: {@code http}, {@code https} or {@code admin}
     * @param cause as the system reported it
     */
    public CannotBind(String key, ListenAddress address, IOException cause) {
        super("cannot listen on " + address + ": " + cause.getMessage(), cause);
        this.key = key;
        this.address = address;
    }

    /** What was to be bound. */
    public ListenAddress address() {
        return address;
    }

    /** The key under {@code listen} that it came from. */
    public String key() {
        return key;
    }
}
