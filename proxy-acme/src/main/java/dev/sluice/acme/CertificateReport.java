package dev.sluice.acme;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with one certificate that the configuration asks for.
 *
 * @param names what it is wanted for
 * @param issuer who has issued the one there is; null where there is none yet
 * @param notAfter when that one expires; null where there is none yet
 * @param renewal when it is to be renewed; null where there is none or it is not known yet
 * @param nextAttempt when the CA is asked again; null while it is being asked, or never
 * @param attempts so far, kept over restarts
 * @param failures in a row
 * @param cause of the last failure; null if nothing has gone wrong
 * @param problem what is wrong and what to do, in a sentence for whoever runs this machine; empty where nothing is
 */
public record CertificateReport(
        List<String> names,
        @Nullable String issuer,
        @Nullable Instant notAfter,
        @Nullable Instant renewal,
        @Nullable Instant nextAttempt,
        long attempts,
        long failures,
        @Nullable Cause cause,
        String problem) {
    /** Copies the list. */
    public CertificateReport {
        names = List.copyOf(names);
    }
}
