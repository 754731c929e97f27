package dev.sluice.acme;

/** Where an attempt went wrong, which decides what is tried next. */
public enum Cause {
    /** The CA could not see the answer to a challenge: a matter of DNS, ports, firewalls. */
    VALIDATION,
    /** The CA does not sign this name, or not with these wishes. */
    REFUSED,
    /** The CA has had enough for now. */
    RATE_LIMITED,
    /** No answer came from the CA. */
    NETWORK,
    /** The CA does not work. */
    UNREACHABLE,
    /** The CA does not accept the account. */
    ACCOUNT,
    /** DNS records cannot be made. */
    DNS,
    /** The user has not made a DNS record yet. */
    RECORD,
    /** The configuration allows no kind of proof that fits the name, so the CA is not asked. */
    NO_PROOF,
    /** The fault is on this machine. */
    OWN;

    /** The cause of this name; {@link #OWN} if there is none, as in a file that another version has written. */
    static Cause parse(String name) {
        for (Cause cause : values()) {
            if (cause.name().equals(name)) {
                return cause;
            }
        }
        return OWN;
    }
}
