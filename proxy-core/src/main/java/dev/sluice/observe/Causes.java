package dev.sluice.observe;

import dev.sluice.exchange.Failure;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The names of failures in logs and metrics, such as {@code client_gone}, and their places in arrays. */
final class Causes {
    private static final List<String> LABELS = Stream.of(Failure.values())
            .map(f -> f.name().toLowerCase(Locale.ROOT))
            .toList();

    private Causes() {}

    static int count() {
        return LABELS.size();
    }

    /** A failure's place, from 0. */
    @SuppressWarnings("EnumOrdinal") // it never leaves the process, so order does not matter
    static int index(Failure failure) {
        return failure.ordinal();
    }

    static String label(Failure failure) {
        return LABELS.get(index(failure));
    }

    static String label(int index) {
        return LABELS.get(index);
    }
}
