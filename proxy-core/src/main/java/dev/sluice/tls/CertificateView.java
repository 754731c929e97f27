package dev.sluice.tls;

import java.time.Instant;
import java.util.List;

/**
 * A certificate in use, for status and metrics.
 *
 * @param names what it is valid for, in order; wildcards as {@code *.example.com}
 * @param notAfter when it expires
 * @param source where it came from: a file's name, {@code local CA} or {@code ACME}
 */
public record CertificateView(List<String> names, Instant notAfter, String source) {
    /** Copies the list. */
    public CertificateView {
        names = List.copyOf(names);
    }
}
