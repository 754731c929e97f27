package dev.sluice.http2;

import dev.sluice.http.Ascii;
import dev.sluice.http.FieldRules;
import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import dev.sluice.http.Method;
import dev.sluice.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Makes the head of a client's request (RFC 9113 §8.3.1). An extended CONNECT for a WebSocket (RFC 8441) becomes the upgrade that it
 * stands for, with a key of ours, so that nobody further on needs to know two forms.
 */
final class RequestBuilder extends HeadBuilder {
    private static final byte[] METHOD = ascii(":method");
    private static final byte[] SCHEME = ascii(":scheme");
    private static final byte[] PATH = ascii(":path");
    private static final byte[] AUTHORITY = ascii(":authority");
    private static final byte[] PROTOCOL = ascii(":protocol");
    private static final byte[] HTTP = ascii("http");
    private static final byte[] HTTPS = ascii("https");
    private static final byte[] WEBSOCKET = ascii("websocket");
    private static final byte[] UPGRADE = ascii("Upgrade");
    private static final byte[] GET = ascii("GET");
    private static final byte[] KEY = ascii("Sec-WebSocket-Key");
    private static final byte[] LOWER_KEY = ascii("sec-websocket-key");
    private static final byte[] PRIORITY = ascii("priority");
    private static final byte[] ZERO = {'0'};
    private static final SecureRandom RANDOM = new SecureRandom();

    private @Nullable RequestHead head;
    private boolean method;
    private boolean scheme;
    private boolean path;
    private boolean authority;
    private boolean host;
    private boolean protocol;
    private boolean webSocket;
    private long expected;
    private int cookies;
    private int priority;
    private @Nullable String key;

    void start(RequestHead request, int mostBytes, int mostFields) {
        request.clear();
        request.majorVersion(2);
        head = request;
        method = false;
        scheme = false;
        path = false;
        authority = false;
        host = false;
        protocol = false;
        webSocket = false;
        expected = RequestHead.UNTIL_END;
        cookies = 0;
        priority = Priority.UNSAID;
        key = null;
        start(request.fields(), mostBytes, mostFields);
    }

    /** The key of the upgrade that an extended CONNECT has become, else null. */
    @Nullable
    String webSocketKey() {
        return key;
    }

    /** Whether it asked for a protocol other than a WebSocket. */
    boolean unknownProtocol() {
        return protocol && !webSocket;
    }

    /** How many bytes the body must have, or a negative number where the request does not say. */
    long expected() {
        return expected;
    }

    /** What {@link Priority} makes of its field. */
    int priority() {
        return priority;
    }

    private RequestHead head() {
        RequestHead request = head;
        if (request == null) {
            throw new IllegalStateException("not started");
        }
        return request;
    }

    @Override
    void pseudo(HpackField field) {
        boolean twice;
        if (field.named(METHOD)) {
            twice = method;
            method = true;
            method(field);
        } else if (field.named(PATH)) {
            twice = path;
            path = true;
            path(field);
        } else if (field.named(SCHEME)) {
            twice = scheme;
            scheme = true;
            if (!is(field, HTTP) && !is(field, HTTPS)) {
                problem("a scheme other than http and https");
            }
        } else if (field.named(AUTHORITY)) {
            twice = authority;
            authority = true;
            if (field.valueFrom == field.valueTo) {
                problem("an empty authority");
            }
            fields().add(KnownField.HOST, field.value, field.valueFrom, field.valueTo);
        } else if (field.named(PROTOCOL)) {
            twice = protocol;
            protocol = true;
            webSocket = is(field, WEBSOCKET);
        } else {
            problem("an unknown pseudo-header field");
            return;
        }
        if (twice) {
            problem("a pseudo-header field comes twice");
        }
    }

    private static boolean is(HpackField field, byte[] lower) {
        return Ascii.equalsLower(field.value, field.valueFrom, field.valueTo, lower);
    }

    private void method(HpackField field) {
        if (!FieldRules.validName(field.value, field.valueFrom, field.valueTo)) {
            problem("the method is not a token");
            return;
        }
        int from = fields().store(field.value, field.valueFrom, field.valueTo);
        head().method(from, from + field.valueTo - field.valueFrom);
    }

    private void path(HpackField field) {
        byte first = field.valueFrom < field.valueTo ? field.value[field.valueFrom] : 0;
        boolean allowed = first == '/' || (first == '*' && field.valueTo == field.valueFrom + 1);
        for (int i = field.valueFrom; i < field.valueTo; i++) {
            byte b = field.value[i];
            allowed &= b < 0 || (b > ' ' && b != 0x7f);
        }
        if (!allowed) {
            problem("the path is empty, does not begin with a slash or holds a character that is not allowed");
            return;
        }
        int from = fields().store(field.value, field.valueFrom, field.valueTo);
        head().target(from, from + field.valueTo - field.valueFrom);
    }

    @Override
    void accepted(HpackField field) {
        switch (field.known) {
            case HOST -> host(field);
            case COOKIE -> {
                cookies++;
                add(field);
            }
            case OTHER -> {
                refuseImitation(field);
                if (field.named(PRIORITY)) {
                    priority = Priority.parse(field.value, field.valueFrom, field.valueTo, Priority.DEFAULT);
                }
                if (!webSocket || !field.named(LOWER_KEY)) {
                    add(field);
                }
            }
            default -> add(field);
        }
    }

    /** RFC 9113 §8.3.1: it names what {@code :authority} names, or it is not clear for whom the request is. */
    private void host(HpackField field) {
        Fields fields = fields();
        if (host) {
            problem("more than one Host field");
            return;
        }
        host = true;
        int there = fields.find(KnownField.HOST);
        if (there < 0) {
            add(field);
            return;
        }
        int length = fields.valueEnd(there) - fields.valueStart(there);
        boolean same = length == field.valueTo - field.valueFrom;
        for (int i = 0; same && i < length; i++) {
            same = Ascii.lower(fields.bytes()[fields.valueStart(there) + i])
                    == Ascii.lower(field.value[field.valueFrom + i]);
        }
        if (!same) {
            problem("the Host field and :authority name different hosts");
        }
    }

    /**
     * Completes the head.
     *
     * @param ended whether no body follows
     */
    void finish(boolean ended) {
        RequestHead request = head();
        long length = contentLength(ended ? RequestHead.NO_BODY : RequestHead.UNTIL_END);
        if (!method) {
            problem("the request has no method");
        } else if (request.method() == Method.CONNECT) {
            connect(request);
            return;
        } else if (!scheme || !path || protocol) {
            problem("the request lacks a pseudo-header field, or has one that does not belong there");
        }
        if (ended && length > 0) {
            problem("the request ends before its body");
        }
        if (cookies > 1) {
            joinCookies();
        }
        boolean bodyUsual =
                request.method() == Method.POST || request.method() == Method.PUT || request.method() == Method.PATCH;
        if (length == RequestHead.NO_BODY && bodyUsual) {
            fields().add(KnownField.CONTENT_LENGTH, ZERO); // RFC 9110 §8.6: else some servers wait for one
        }
        if (length >= 0 && !ended && fields().find(KnownField.TRAILER) >= 0) {
            // HTTP/1 has trailers behind chunks only (RFC 9112 §7.1.2)
            fields().remove(KnownField.CONTENT_LENGTH);
            request.contentLength(RequestHead.UNTIL_END);
        } else {
            request.contentLength(length);
        }
        expected = length;
    }

    private void connect(RequestHead request) {
        request.contentLength(RequestHead.NO_BODY);
        boolean wellFormed = protocol ? scheme && path && authority : !scheme && !path && authority;
        if (!wellFormed) {
            problem("a CONNECT request lacks a pseudo-header field, or has one that does not belong there");
        }
        if (cookies > 1) {
            joinCookies();
        }
        if (!webSocket || problem() != null) {
            return;
        }
        Fields fields = fields();
        fields.remove(KnownField.CONTENT_LENGTH);
        int from = fields.store(GET, 0, GET.length);
        request.method(from, from + GET.length);
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String made = Base64.getEncoder().encodeToString(random);
        key = made;
        fields.add(KnownField.UPGRADE, WEBSOCKET);
        fields.add(KnownField.CONNECTION, UPGRADE);
        fields.add(KEY, ascii(made));
    }

    /** RFC 9113 §8.2.3: HTTP/1 has one Cookie field. */
    private void joinCookies() {
        Fields fields = fields();
        int length = 0;
        for (int i = fields.find(KnownField.COOKIE); i >= 0; i = fields.find(KnownField.COOKIE, i + 1)) {
            length += 2 + fields.valueEnd(i) - fields.valueStart(i);
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (int i = fields.find(KnownField.COOKIE); i >= 0; i = fields.find(KnownField.COOKIE, i + 1)) {
            if (at > 0) {
                joined[at++] = ';';
                joined[at++] = ' ';
            }
            int crumb = fields.valueEnd(i) - fields.valueStart(i);
            System.arraycopy(fields.bytes(), fields.valueStart(i), joined, at, crumb);
            at += crumb;
        }
        fields.remove(KnownField.COOKIE);
        fields.add(KnownField.COOKIE, joined, 0, at);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
