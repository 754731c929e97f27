package dev.sluice.http;

import java.nio.charset.StandardCharsets;

/**
 * Removes the fields that concern one connection only (RFC 9110 §7.6.1).
 *
 * <p>Fields that a {@code Connection} field nominates go too, but not those that backends decide by: framing, routing, identity and
 * forwarding. A client that may nominate {@code X-Forwarded-For}, {@code Authorization} or {@code Host} strips what a proxy in front
 * has set ("hop-by-hop header abuse"), and §7.6.1 forbids to nominate fields that are meant for every recipient anyway.
 * {@code Trailer} stays: it tells of trailers, which are passed on. {@code Proxy-Authorization} and {@code Proxy-Authenticate} go:
 * Sluice asks for no proxy credentials, and a backend must not see those meant for another proxy (§11.7).
 */
public final class HopByHop {
    /** More nominations than this are not compared one by one, so that a request cannot cost more than its length. */
    private static final int MAX_NOMINATED = 32;

    private static final byte[] TRAILERS = ascii("trailers");
    private static final long ALWAYS = mask(
            KnownField.CONNECTION,
            KnownField.KEEP_ALIVE,
            KnownField.PROXY_CONNECTION,
            KnownField.TRANSFER_ENCODING,
            KnownField.HTTP2_SETTINGS,
            KnownField.PROXY_AUTHENTICATE,
            KnownField.PROXY_AUTHORIZATION);
    private static final long UPGRADE = mask(KnownField.UPGRADE);
    private static final long NEVER_NOMINATED = mask(
            KnownField.ACCEPT,
            KnownField.AUTHORIZATION,
            KnownField.CDN_LOOP,
            KnownField.CONTENT_LENGTH,
            KnownField.CONTENT_TYPE,
            KnownField.COOKIE,
            KnownField.DATE,
            KnownField.EXPECT,
            KnownField.FORWARDED,
            KnownField.HOST,
            KnownField.LOCATION,
            KnownField.REFERER,
            KnownField.RETRY_AFTER,
            KnownField.SERVER,
            KnownField.SET_COOKIE,
            KnownField.STRICT_TRANSPORT_SECURITY,
            KnownField.TE,
            KnownField.UPGRADE,
            KnownField.USER_AGENT,
            KnownField.VIA,
            KnownField.WWW_AUTHENTICATE,
            KnownField.X_FORWARDED_FOR,
            KnownField.X_FORWARDED_HOST,
            KnownField.X_FORWARDED_PORT,
            KnownField.X_FORWARDED_PROTO,
            KnownField.X_REAL_IP,
            KnownField.X_REQUEST_ID);
    private static final byte[][] NEVER_NOMINATED_PREFIXES = {
        ascii("x-forwarded-"),
        ascii("content-"),
        ascii("cache-"),
        ascii("if-"),
        ascii("sec-"),
        ascii("access-control-"),
        ascii("origin"),
        ascii("range"),
        ascii("vary"),
        ascii("etag"),
        ascii("expires"),
        ascii("last-modified")
    };

    private HopByHop() {}

    /**
     * Removes the fields of the connection that a head came over. O(length).
     *
     * @param fields of a request or a response
     * @param keepUpgrade whether {@code Upgrade} stays, because the upgrade is passed on; {@code Connection} goes nonetheless, as
     *     each connection gets its own
     */
    public static void removeFrom(Fields fields, boolean keepUpgrade) {
        int nominated = 0;
        for (int i = fields.find(KnownField.CONNECTION); i >= 0; i = fields.find(KnownField.CONNECTION, i + 1)) {
            nominated = removeNominated(fields, i, nominated);
        }
        long gone = keepUpgrade ? ALWAYS : ALWAYS | UPGRADE;
        boolean trailers = false;
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.isLive(i)) {
                continue;
            }
            KnownField known = fields.known(i);
            if (known == KnownField.TE) {
                trailers |= listHas(fields, i, TRAILERS);
                fields.remove(i);
            } else if (in(gone, known)) {
                fields.remove(i);
            }
        }
        if (trailers) {
            fields.add(KnownField.TE, TRAILERS);
        }
    }

    /** Whether a {@code Connection} field has this option; {@code lowerToken} is in lower case. */
    public static boolean connectionHas(Fields fields, byte[] lowerToken) {
        for (int i = fields.find(KnownField.CONNECTION); i >= 0; i = fields.find(KnownField.CONNECTION, i + 1)) {
            if (listHas(fields, i, lowerToken)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the value of the field at {@code index} is a list (RFC 9110 §5.6.1) with this element; parameters do not count. */
    public static boolean listHas(Fields fields, int index, byte[] lowerToken) {
        byte[] bytes = fields.bytes();
        int end = fields.valueEnd(index);
        for (int from = fields.valueStart(index); from < end; ) {
            int comma = elementEnd(bytes, from, end);
            int start = skipSpace(bytes, from, comma);
            if (Ascii.equalsLower(bytes, start, tokenEnd(bytes, start, comma), lowerToken)) {
                return true;
            }
            from = comma + 1;
        }
        return false;
    }

    private static int removeNominated(Fields fields, int index, int before) {
        byte[] bytes = fields.bytes();
        int end = fields.valueEnd(index);
        int nominated = before;
        for (int from = fields.valueStart(index); from < end; ) {
            int comma = elementEnd(bytes, from, end);
            int start = skipSpace(bytes, from, comma);
            int tokenEnd = tokenEnd(bytes, start, comma);
            if (start < tokenEnd && !isUsual(bytes, start, tokenEnd)) {
                if (nominated == MAX_NOMINATED) {
                    removeAllThatMayBeNominated(fields);
                    return nominated;
                }
                nominated++;
                removeNamed(fields, start, tokenEnd);
            }
            from = comma + 1;
        }
        return nominated;
    }

    private static boolean isUsual(byte[] bytes, int from, int to) {
        return in(NEVER_NOMINATED | ALWAYS, KnownField.of(bytes, from, to));
    }

    private static void removeNamed(Fields fields, int from, int to) {
        byte[] bytes = fields.bytes();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.isLive(i)
                    && fields.nameEnd(i) - fields.nameStart(i) == to - from
                    && sameName(bytes, fields.nameStart(i), from, to)
                    && mayBeNominated(fields, i)) {
                fields.remove(i);
            }
        }
    }

    private static void removeAllThatMayBeNominated(Fields fields) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.isLive(i) && !in(ALWAYS, fields.known(i)) && mayBeNominated(fields, i)) {
                fields.remove(i);
            }
        }
    }

    private static boolean mayBeNominated(Fields fields, int index) {
        if (in(NEVER_NOMINATED, fields.known(index))) {
            return false;
        }
        for (byte[] prefix : NEVER_NOMINATED_PREFIXES) {
            int from = fields.nameStart(index);
            if (fields.nameEnd(index) - from >= prefix.length
                    && Ascii.equalsLower(fields.bytes(), from, from + prefix.length, prefix)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameName(byte[] bytes, int name, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Ascii.lower(bytes[name + i - from]) != Ascii.lower(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    private static int elementEnd(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] != ',') {
            i++;
        }
        return i;
    }

    private static int skipSpace(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && (bytes[i] == ' ' || bytes[i] == '\t')) {
            i++;
        }
        return i;
    }

    private static int tokenEnd(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && FieldRules.isToken(bytes[i])) {
            i++;
        }
        return i;
    }

    private static boolean in(long mask, KnownField field) {
        return (mask >>> field.number() & 1) != 0;
    }

    private static long mask(KnownField... fields) {
        long mask = 0;
        for (KnownField field : fields) {
            mask |= 1L << field.number();
        }
        return mask;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
