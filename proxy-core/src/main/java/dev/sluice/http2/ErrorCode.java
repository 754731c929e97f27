package dev.sluice.http2;

/** Why a stream or a connection ends (RFC 9113 §7). */
enum ErrorCode {
    NO_ERROR(0),
    PROTOCOL_ERROR(1),
    INTERNAL_ERROR(2),
    FLOW_CONTROL_ERROR(3),
    SETTINGS_TIMEOUT(4),
    STREAM_CLOSED(5),
    FRAME_SIZE_ERROR(6),
    REFUSED_STREAM(7),
    CANCEL(8),
    COMPRESSION_ERROR(9),
    ENHANCE_YOUR_CALM(11),
    HTTP_1_1_REQUIRED(13);

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** The number in RST_STREAM and GOAWAY. */
    int code() {
        return code;
    }

    /** The code in words for the log; codes that nobody here sends are shown as numbers. */
    static String words(int code) {
        for (ErrorCode known : values()) {
            if (known.code == code) {
                return known.name();
            }
        }
        return "error " + Integer.toUnsignedString(code);
    }
}
