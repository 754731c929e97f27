package dev.sluice.http2;

import dev.sluice.http.Fields;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The handshake of RFC 6455 §4, which HTTP/2 does without (RFC 8441 §5): it is made and checked where one becomes the other. */
final class WebSocketKeys {
    private static final byte[] ACCEPT = "sec-websocket-accept".getBytes(StandardCharsets.US_ASCII);
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebSocketKeys() {}

    /** The answer to a key. */
    static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-1", impossible);
        }
    }

    /** Whether a response accepts the key. */
    static boolean accepted(Fields response, String key) {
        int index = response.find(ACCEPT, 0);
        return index >= 0 && response.value(index).equals(accept(key)) && response.find(ACCEPT, index + 1) < 0;
    }

    static void removeAccept(Fields response) {
        response.remove(ACCEPT);
    }
}
