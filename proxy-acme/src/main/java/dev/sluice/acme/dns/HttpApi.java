package dev.sluice.acme.dns;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** A provider's API over HTTP. What is sent may hold secrets and is never put into a message. Any thread; blocks. */
final class HttpApi {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SHOWN = 200;
    private static final int TOO_MANY_REQUESTS = 429;

    private final String owner;
    private final String base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /**
     * Asks nobody yet.
     *
     * @param owner whose it is, as it stands in messages
     * @param base absolute URL before every path
     */
    HttpApi(String owner, String base) {
        this.owner = owner;
        this.base = base.replaceFirst("/+$", "");
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
     * @throws DnsFailure where no answer comes, or the answer is that too much has been asked
     */
    Answer send(String method, URI uri, String body, Map<String, String> headers)
            throws DnsFailure, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == TOO_MANY_REQUESTS) {
                String wait = response.headers().firstValue("Retry-After").orElse("");
                throw tooMany(wait.matches("\\d{1,6}") ? " for " + wait + " s" : "");
            }
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new DnsFailure(owner + " at " + uri.getAuthority() + " cannot be reached: " + e, e);
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

    /** The failure for an answer that is not understood. */
    DnsFailure strange(Answer answer) {
        String line = answer.body().strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
        return new DnsFailure(
                owner + " answered " + answer.status() + ": " + line.substring(0, Math.min(line.length(), SHOWN)));
    }
}
