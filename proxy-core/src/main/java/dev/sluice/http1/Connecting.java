package dev.sluice.http1;

import dev.sluice.exchange.Failure;
import dev.sluice.upstream.ConnectFailure;
import io.netty.channel.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/** What a failed attempt to connect means. */
final class Connecting {
    private Connecting() {}

    static Failure failure(@Nullable Throwable cause) {
        return cause instanceof ConnectTimeoutException ? Failure.CONNECT_TIMEOUT : Failure.CONNECT_REFUSED;
    }

    static String detail(@Nullable Throwable cause) {
        return cause == null ? "unknown" : ConnectFailure.words(cause);
    }
}
