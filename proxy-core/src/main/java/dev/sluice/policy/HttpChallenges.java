package dev.sluice.policy;

import dev.sluice.http.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code http-01} challenges that are open now (RFC 8555 section 8.3). Event loops read one immutable map, and only for requests below
 * the challenges' path; any thread may change it.
 */
public final class HttpChallenges {
    private static final byte[] PATH = "/.well-known/acme-challenge/".getBytes(StandardCharsets.US_ASCII);
    private static final int OK = 200;

    /** An answer that only one host gives. */
    private record Open(String host, Answer.Respond answer) {}

    private volatile Map<String, Open> open = Map.of();

    /**
     * Answers a token for a host from now on.
     *
     * @param host lower case, an IP address without brackets
     */
    public synchronized void open(String host, String token, String authorization) {
        Map<String, Open> next = new HashMap<>(open);
        next.put(token, new Open(host, new Answer.Respond(OK, authorization.getBytes(StandardCharsets.US_ASCII))));
        open = Map.copyOf(next);
    }

    /** The token is not asked for any more. */
    public synchronized void close(String token) {
        Map<String, Open> next = new HashMap<>(open);
        next.remove(token);
        open = Map.copyOf(next);
    }

    /** The answer to a challenge; null for all other requests. */
    @Nullable
    Answer answer(RequestTarget target) {
        byte[] path = target.path();
        int from = target.pathStart();
        int end = target.pathEnd();
        if (end - from <= PATH.length || path[from + 1] != '.' || !startsWith(path, from)) {
            return null;
        }
        Map<String, Open> now = open;
        if (now.isEmpty()) {
            return null;
        }
        String token = new String(path, from + PATH.length, end - from - PATH.length, StandardCharsets.ISO_8859_1);
        Open found = now.get(token);
        return found != null && found.host().equals(target.hostText()) ? found.answer() : null;
    }

    private static boolean startsWith(byte[] path, int from) {
        return Arrays.equals(path, from, from + PATH.length, PATH, 0, PATH.length);
    }
}
