package dev.sluice.acme;

import dev.sluice.config.Printable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An attempt that has failed, in one sentence for people. */
final class AcmeProblem extends Exception {
    private static final long serialVersionUID = 1;

    private final Cause cause;
    private final @Nullable Instant notBefore;
    private final transient List<String> names;

    AcmeProblem(Cause cause, String sentence) {
        this(cause, sentence, null, List.of());
    }

    /**
     * Makes a trouble.
     *
     * @param notBefore when the CA may be asked again, by its own word; null where it did not say
     * @param names that it is about; empty for all
     */
    AcmeProblem(Cause cause, String sentence, @Nullable Instant notBefore, List<String> names) {
        super(Printable.line(sentence)); // it holds what others have said
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
            case VALIDATION, DNS, RECORD, NO_PROOF, OWN -> false;
        };
    }
}
