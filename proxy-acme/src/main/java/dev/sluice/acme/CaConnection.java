package dev.sluice.acme;

import dev.sluice.acme.http.Body;
import dev.sluice.acme.http.BoundedHttp;
import dev.sluice.acme.http.JsonShape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.DefaultConnection;
import org.shredzone.acme4j.connector.HttpConnector;

/** Asks a CA: takes whole answers of a bounded size in a bounded time, and looks at the {@code Date} of each. Blocks. */
final class CaConnection extends DefaultConnection {
    private static final BoundedHttp.Bounds BOUNDS =
            new BoundedHttp.Bounds(1 << 20, Duration.ofSeconds(20), Duration.ofSeconds(60));

    private final BoundedHttp http;
    private final CaClock clock;

    CaConnection(HttpConnector connector, CaClock clock) {
        this(connector, clock, BOUNDS);
    }

    CaConnection(HttpConnector connector, CaClock clock, BoundedHttp.Bounds bounds) {
        super(connector);
        this.http = BoundedHttp.of(connector.getHttpClient(), bounds);
        this.clock = clock;
    }

    /** Replaces what acme4j does, which is to hand over a body of any length as it comes. */
    @Override
    protected void sendRequest(Session session, URL url, Consumer<HttpRequest.Builder> body) throws IOException {
        HttpRequest.Builder request = httpConnector
                .createRequestBuilder(url)
                .header("Accept-Charset", "utf-8")
                .header("Accept-Language", session.getLanguageHeader());
        body.accept(request);
        try {
            HttpResponse<Body> answer = http.ask(request.build());
            check(answer);
            answer.headers().firstValue("Date").ifPresent(this::compare);
            lastResponse =
                    new Whole(answer, new ByteArrayInputStream(answer.body().bytes()));
        } catch (InterruptedException e) {
            throw new IOException("the request was interrupted", e);
        }
    }

    private static void check(HttpResponse<Body> answer) throws IOException {
        if (answer.body().cut()) {
            throw new IOException("it answered with more than " + answer.body().bytes().length / 1024
                    + " KB, which no CA needs: check the `directory`");
        }
        String coding = answer.headers().firstValue("Content-Encoding").orElse("identity");
        if (!coding.equalsIgnoreCase("identity")) {
            throw new IOException("it compresses its answers, which nobody has asked for: check the `directory`");
        }
        String text = answer.body().text();
        if (text.stripLeading().startsWith("{")) {
            JsonShape.check(text);
        }
    }

    private void compare(String date) {
        try {
            clock.caSays(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException _) {
            // a CA that cannot write the date is no clock
        }
    }

    /** An answer in the form that acme4j reads. */
    private record Whole(HttpResponse<Body> answer, InputStream body) implements HttpResponse<InputStream> {
        @Override
        public int statusCode() {
            return answer.statusCode();
        }

        @Override
        public HttpRequest request() {
            return answer.request();
        }

        @Override
        public Optional<HttpResponse<InputStream>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return answer.headers();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return answer.sslSession();
        }

        @Override
        public URI uri() {
            return answer.uri();
        }

        @Override
        public HttpClient.Version version() {
            return answer.version();
        }
    }
}
