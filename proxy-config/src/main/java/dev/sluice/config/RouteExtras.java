package dev.sluice.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a route does besides routing; null where it is off. */
public record RouteExtras(
        @Nullable Compression compress,
        @Nullable Caching cache,
        @Nullable RateLimit limit,
        @Nullable Auth auth) {

    /** Everything off. */
    public static final RouteExtras NONE = new RouteExtras(null, null, null, null);

    /**
     * Compression of responses.
     *
     * @param types media types, {@code text/*} stands for a whole family; empty for the usual textual ones
     * @param minSize smallest body worth it, in bytes
     * @param algorithms in order of preference
     */
    public record Compression(List<String> types, long minSize, List<Algorithm> algorithms) {
        /** Copies the lists. */
        public Compression {
            types = List.copyOf(types);
            algorithms = List.copyOf(algorithms);
        }
    }

    /** Content codings. */
    public enum Algorithm {
        /** RFC 8878. */
        ZSTD,
        /** RFC 7932. */
        BR,
        /** RFC 1952. */
        GZIP
    }

    /**
     * A shared cache (RFC 9111).
     *
     * @param size bytes in all, -1 for the default
     * @param maxObject bytes of the largest stored response, -1 for the default
     * @param key pattern of the cache key; null for the target URI
     */
    public record Caching(
            long size, long maxObject, @Nullable String key) {}

    /**
     * A rate limit.
     *
     * @param requests how many in each {@code period}
     * @param burst how many may come at once
     * @param header requests are counted by this header's value; null counts by the client's address
     */
    public record RateLimit(
            int requests,
            Duration period,
            int burst,
            @Nullable String header) {}

    /** Who may pass. */
    public sealed interface Auth {
        /** HTTP Basic (RFC 7617) against a file in htpasswd format. */
        record Basic(Path file) implements Auth {}

        /** Another service decides; {@code copy} names the headers of its answer that go to the backend. */
        record Forward(String url, List<String> copy) implements Auth {
            /** Copies the list. */
            public Forward {
                copy = List.copyOf(copy);
            }
        }
    }
}
