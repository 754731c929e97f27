package dev.sluice.upstream;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;

/** What went wrong when a connection to an endpoint was tried, in words for the log. */
public final class ConnectFailure {
    private ConnectFailure() {}

    /** The words for a cause, without the name of a system call. */
    public static String words(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case ConnectTimeoutException late -> "it did not accept a connection in time";
            case ClosedChannelException gone -> "it is gone";
            case NoRouteToHostException away -> "there is no route to it";
            case ConnectException refused when message.contains("refused") -> "connection refused";
            case Throwable other -> message;
        };
    }
}
