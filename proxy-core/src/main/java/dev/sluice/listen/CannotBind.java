package dev.sluice.listen;

import java.net.InetSocketAddress;

/** An address could not be listened on. */
public final class CannotBind extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient InetSocketAddress address;

    /** Says which address, and what the system said. */
    public CannotBind(InetSocketAddress address, Throwable cause) {
        super("cannot listen on " + address + ": " + cause.getMessage(), cause);
        this.address = address;
    }

    /** The address. */
    public InetSocketAddress address() {
        return address;
    }
}
