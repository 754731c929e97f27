package dev.sluice.exchange;

import dev.sluice.http.Ascii;
import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import dev.sluice.http.Method;
import dev.sluice.http.ReasonPhrase;
import dev.sluice.http.RequestHead;
import dev.sluice.http.ResponseHead;
import dev.sluice.policy.Answer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The answers that Sluice gives by itself; the one place where errors get their words. Rare, so it may allocate. */
final class OwnAnswer {
    private static final byte[] REGISTRY = "/v2/".getBytes(StandardCharsets.US_ASCII);

    private static final String NO_CERTIFICATE = "This host has no certificate of a CA yet: ";

    private OwnAnswer() {}

    /**
     * Fills the head for a failure and returns the body: plain text, HTML or JSON by {@code Accept}.
     *
     * @param noCertificate why the host has no certificate that clients trust, or null
     */
    static byte[] failure(
            ResponseHead answer,
            RequestHead request,
            Failure failure,
            String requestId,
            @Nullable HostNote noCertificate) {
        String reason = ReasonPhrase.of(failure.status());
        answer.status(failure.status(), reason);
        String sentence = failure.sentence();
        String type;
        String body;
        if (isForRegistry(request)) {
            type = "application/json";
            body = "{\"errors\":[{\"code\":\"" + failure.registryCode() + "\",\"message\":\"" + sentence + " (request "
                    + requestId + ")\"}]}\n";
        } else {
            String accept = accept(request);
            if (accept.contains("text/html")) {
                type = "text/html; charset=utf-8";
                String more = noCertificate == null ? "" : "<p>" + NO_CERTIFICATE + noCertificate.sentence() + ".</p>";
                body = html(failure.status() + " " + reason, sentence, more, requestId);
            } else if (accept.contains("json")) {
                type = "application/json";
                String more = noCertificate == null ? "" : "\"certificate\":\"" + noCertificate.sentence() + "\",";
                body = "{\"status\":" + failure.status() + ",\"error\":\"" + sentence + "\"," + more
                        + "\"request_id\":\"" + requestId + "\"}\n";
            } else {
                type = "text/plain; charset=utf-8";
                String more = noCertificate == null ? "" : NO_CERTIFICATE + noCertificate.sentence() + "\n";
                body = failure.status() + " " + reason + ": " + sentence + "\n" + more + "request " + requestId + "\n";
            }
        }
        Fields fields = answer.fields();
        fields.add("Cache-Control", "no-store");
        if (failure.is(Failure.Trait.NAMES_METHODS)) {
            fields.add("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");
        }
        if (failure.is(Failure.Trait.PASSES_SOON)) {
            fields.add(KnownField.RETRY_AFTER, new byte[] {'5'});
        }
        return body(answer, type, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Fills the head for a redirect and returns the body. */
    static byte[] redirect(ResponseHead answer, Answer.Redirect redirect) {
        answer.status(redirect.status(), ReasonPhrase.of(redirect.status()));
        answer.fields().add(KnownField.LOCATION, redirect.location().getBytes(StandardCharsets.US_ASCII));
        return body(
                answer,
                "text/plain; charset=utf-8",
                ("See " + redirect.location() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Fills the head for a route's fixed answer and returns the body. */
    static byte[] fixed(ResponseHead answer, Answer.Respond respond) {
        answer.status(respond.status(), ReasonPhrase.of(respond.status()));
        if (respond.status() == 204 || respond.status() == 304) {
            answer.contentLength(ResponseHead.NO_BODY);
            return new byte[0];
        }
        return body(answer, "text/plain; charset=utf-8", respond.body());
    }

    private static byte[] body(ResponseHead answer, String type, byte[] body) {
        Fields fields = answer.fields();
        fields.add("Content-Type", type);
        fields.add("Content-Length", Integer.toString(body.length));
        answer.contentLength(body.length);
        return body;
    }

    private static String html(String title, String sentence, String more, String requestId) {
        return "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>"
                + title
                + "</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:15vh auto;padding:0 1em}"
                + "small{color:#777}</style><h1>" + title + "</h1><p>Sluice says: " + sentence
                + ".</p>" + more + "<p><small>request "
                + requestId + "</small></p>\n";
    }

    private static boolean isForRegistry(RequestHead request) {
        int from = request.targetStart();
        int to = from + REGISTRY.length;
        return to <= request.targetEnd() && Ascii.equalsLower(request.fields().bytes(), from, to, REGISTRY);
    }

    private static String accept(RequestHead request) {
        int index = request.fields().find(KnownField.ACCEPT);
        return index < 0 || request.method() == Method.HEAD
                ? ""
                : request.fields().value(index);
    }
}
