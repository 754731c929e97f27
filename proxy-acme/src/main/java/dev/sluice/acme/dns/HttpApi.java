package dev.sluice.acme.dns;

import dev.sluice.acme.http.Body;
import dev.sluice.acme.http.BoundedHttp;
import dev.sluice.acme.http.JsonShape;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.toolbox.JSON;

/** A provider's API over HTTP. What is sent may hold secrets and is never put into a message. Any thread; blocks. */
final class HttpApi {
    private static final BoundedHttp.Bounds BOUNDS =
            new BoundedHttp.Bounds(1 << 20, Duration.ofSeconds(10), Duration.ofSeconds(20));
    private static final int SHOWN = 200;
    private static final int TOO_MANY_REQUESTS = 429;

    private final String owner;
    private final String base;
    private final BoundedHttp http;

    /**
     * Asks nobody yet.
     *
     * @param owner whose it is, as it stands in messages
     * @param base absolute URL before every path
     */
    HttpApi(String owner, String base) {
        this(owner, base, BOUNDS);
    }

    HttpApi(String owner, String base, BoundedHttp.Bounds bounds) {
        this.owner = owner;
        this.base = base.replaceFirst("/+$", "");
        this.http = BoundedHttp.of(bounds);
    }

    /** What came back; the body is empty where there was none. */
    record Answer(int status, String body) {
        boolean good() {
            return status >= 200 && status < 300;
        }
    }

    URI uri(String path) throws DnsFailure {
        try {
            return URI.create(base + path);
        } catch (IllegalArgumentException e) {
            throw new DnsFailure("the `url` of `acme.dns` is no URL: " + base, e);
        }
    }

    /**
     * Sends a request.
     *
     * @param body empty for none
     * @throws DnsFailure if no answer comes in time, if it is too long, or if it says that too much has been asked
     */
    Answer send(String method, URI uri, String body, Map<String, String> headers)
            throws DnsFailure, InterruptedException {
        try {
            HttpResponse<Body> response = http.ask(request(method, uri, body, headers));
            if (response.statusCode() == TOO_MANY_REQUESTS) {
                String wait = response.headers().firstValue("Retry-After").orElse("");
                throw tooMany(wait.matches("\\d{1,6}") ? " for " + wait + " s" : "");
            }
            if (response.body().cut()) {
                throw new DnsFailure(owner + " at " + uri.getAuthority() + " answered with more than "
                        + response.body().bytes().length / 1024
                        + " KB: something else answers there; check the `url` of `acme.dns`");
            }
            return new Answer(response.statusCode(), response.body().text());
        } catch (IOException e) {
            throw new DnsFailure(owner + " at " + uri.getAuthority() + " cannot be reached: " + e, e);
        }
    }

    private HttpRequest request(String method, URI uri, String body, Map<String, String> headers) throws DnsFailure {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .method(
                            method,
                            body.isEmpty()
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body));
            headers.forEach(request::header);
            return request.build();
        } catch (IllegalArgumentException e) { // its message may hold the secret
            throw new DnsFailure(
                    owner + " cannot be asked: its URL is not one of http or https, or a key or token has a"
                            + " character that cannot stand in a header; check the settings of `acme.dns`");
        }
    }

    /**
     * The failure that says that the provider's limit of requests is reached.
     *
     * @param until a clause that tells for how long; may be empty
     */
    DnsFailure tooMany(String until) {
        return new DnsFailure(owner + " takes no more requests" + until
                + ": its limit is reached; Sluice tries again later, and others who use the same account count too");
    }

    /** An answer's body as JSON; a failure if it is something else. */
    JSON json(Answer answer) throws DnsFailure {
        try {
            JsonShape.check(answer.body());
            return JSON.parse(answer.body());
        } catch (IOException | AcmeProtocolException e) {
            throw strange(answer);
        }
    }

    /** The failure for an answer that is not understood. */
    DnsFailure strange(Answer answer) {
        String start = answer.body().substring(0, Math.min(answer.body().length(), SHOWN));
        return new DnsFailure(owner + " answered " + answer.status() + ": "
                + start.replaceAll("[\\p{Cntrl}\\s]+", " ").strip());
    }
}
