package dev.sluice.acme;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An attempt that has failed, in one sentence for people. */
final class Trouble extends Exception {
    private static final long serialVersionUID = 1;

    /** Where it went wrong, which decides what is tried next. */
    enum Cause {
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
        /** The fault is on this machine. */
        OWN
    }

    private final Cause cause;
    private final @Nullable Instant notBefore;
    private final transient List<String> names;

    Trouble(Cause cause, String sentence) {
        this(cause, sentence, null, List.of());
    }

    /**
     * Makes a trouble.
     *
     * @param notBefore when the CA may be asked again, by its own word; null where it did not say
     * @param names that it is about; empty for all
     */
    Trouble(Cause cause, String sentence, @Nullable Instant notBefore, List<String> names) {
        super(sentence);
        this.cause = cause;
        this.notBefore = notBefore;
        this.names = List.copyOf(names);
    }

    Cause kind() {
        return cause;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }

    @Nullable
    Instant notBefore() {
        return notBefore;
    }

    List<String> names() {
        return names;
    }

    /** Whether another CA may do better: what is wrong with the name or this machine is wrong for all of them. */
    boolean anotherAuthorityMayHelp() {
        return switch (cause) {
            case REFUSED, RATE_LIMITED, NETWORK, UNREACHABLE, ACCOUNT -> true;
            case VALIDATION, DNS, RECORD, OWN -> false;
        };
    }
}
