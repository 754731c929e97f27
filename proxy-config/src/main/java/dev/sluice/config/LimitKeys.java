package dev.sluice.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Bounds on what clients may take. */
final class LimitKeys {

    private static final int MAX_CONNECTIONS = 10_000_000;
    private static final int LEAST_HEADER_SIZE = 1024;
    private static final int MAX_HEADER_SIZE = 1024 * 1024;

    private static final Shape<Integer> HEADER_BYTES = Scalars.SIZE.then(LimitKeys::headerSize);

    static final Key<Integer> CONNECTIONS =
            Key.of("connections", Scalars.number(1, MAX_CONNECTIONS), "by memory", "Open client connections in all.");
    static final Key<Integer> HEADER_SIZE = Key.of("header-size", HEADER_BYTES, "64k", "Bytes of a request's head.");
    static final Key<Integer> HEADERS =
            Key.of("headers", Scalars.number(1, 10_000), "200", "Header lines in a request.");
    static final Key<Duration> HEADER_TIMEOUT =
            Key.of("header-timeout", Scalars.DURATION_OR_OFF, "10s", "For the whole head of a request.");
    static final Key<Duration> IDLE =
            Key.of("idle", Scalars.DURATION_OR_OFF, "5m", "Without any byte while a request is read.");
    static final Key<Duration> KEEP_ALIVE =
            Key.of("keep-alive", Scalars.DURATION_OR_OFF, "75s", "Between two requests on a connection.");
    static final Keys ALL = new Keys("limits", CONNECTIONS, HEADER_SIZE, HEADERS, HEADER_TIMEOUT, IDLE, KEEP_ALIVE);

    private LimitKeys() {}

    static LimitsConfig limits(Values values, Node node, Reading in) {
        LimitsConfig standard = LimitsConfig.DEFAULT;
        return new LimitsConfig(
                values.get(CONNECTIONS, standard.connections()),
                values.get(HEADER_SIZE, standard.headerSize()),
                values.get(HEADERS, standard.headers()),
                RouteReader.pick(values, HEADER_TIMEOUT, standard.headerTimeout()),
                RouteReader.pick(values, IDLE, standard.idle()),
                RouteReader.pick(values, KEEP_ALIVE, standard.keepAlive()));
    }

    private static @Nullable Integer headerSize(Long bytes, Node node, Reading in) {
        if (bytes < LEAST_HEADER_SIZE || bytes > MAX_HEADER_SIZE) {
            in.error(node, "the size of a request's head is from 1k to 1m");
            return null;
        }
        return bytes.intValue();
    }
}
