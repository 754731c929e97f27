package dev.sluice.policy;

import dev.sluice.config.Sticky;
import dev.sluice.http.Cookies;
import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The cookie that keeps a client with its endpoint: the endpoint's id in hexadecimal. Immutable. */
public final class StickyCookie {
    private static final int DIGITS = 16;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final byte[] name;
    private final byte[] plain;
    private final byte[] secure;

    private StickyCookie(Sticky config) {
        String start = config.cookie() + "=" + "0".repeat(DIGITS) + "; Path=/; HttpOnly; SameSite=Lax";
        String age = config.ttl() == null ? "" : "; Max-Age=" + config.ttl().toSeconds();
        name = config.cookie().getBytes(StandardCharsets.US_ASCII);
        plain = (start + age).getBytes(StandardCharsets.US_ASCII);
        secure = (start + age + "; Secure").getBytes(StandardCharsets.US_ASCII);
    }

    /** The cookie of a route, or null where it is not sticky. */
    public static @Nullable StickyCookie of(@Nullable Sticky config) {
        return config == null ? null : new StickyCookie(config);
    }

    /** The endpoint's id that a request carries, or 0. */
    public long read(Fields request) {
        long range = Cookies.find(request, name);
        int from = (int) (range >>> 32);
        if (range < 0 || (int) range - from != DIGITS) {
            return 0;
        }
        byte[] bytes = request.bytes();
        long id = 0;
        for (int i = from; i < from + DIGITS; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return 0;
            }
            id = id << 4 | digit;
        }
        return id;
    }

    /** Tells a client its endpoint; {@code overHttps} keeps the cookie to encrypted connections. */
    public void write(Fields response, long id, boolean overHttps) {
        byte[] value = (overHttps ? secure : plain).clone();
        for (int i = 0; i < DIGITS; i++) {
            value[name.length + 1 + i] = HEX[(int) (id >>> (60 - 4 * i)) & 15];
        }
        response.add(KnownField.SET_COOKIE, value);
    }
}
