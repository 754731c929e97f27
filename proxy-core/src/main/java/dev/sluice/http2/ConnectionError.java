package dev.sluice.http2;

import dev.sluice.exchange.Flood;
import org.jspecify.annotations.Nullable;

/** The peer has broken a rule in a way that ends the connection (RFC 9113 §5.4.1). Without a stack trace: it is thrown at will. */
final class ConnectionError extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable Flood flood;

    ConnectionError(ErrorCode code, String detail) {
        this(code, detail, null);
    }

    /** More of something than a connection may send in a while. */
    static ConnectionError of(Flood flood) {
        return new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "too many " + flood.words(), flood);
    }

    private ConnectionError(ErrorCode code, String detail, @Nullable Flood flood) {
        super(detail, null, false, false);
        this.code = code;
        this.flood = flood;
    }

    ErrorCode code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    @Nullable
    Flood flood() {
        return flood;
    }
}
