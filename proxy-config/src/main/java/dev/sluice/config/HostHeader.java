package dev.sluice.config;

/** The {@code Host} that the backend sees. */
public sealed interface HostHeader {

    /** The client's, with its port. */
    record Keep() implements HostHeader {}

    /** The target's name, with its port where that is not the scheme's own. */
    record TargetName() implements HostHeader {}

    /** This one: a name or address, with or without a port. */
    record Named(String value) implements HostHeader {}
}
