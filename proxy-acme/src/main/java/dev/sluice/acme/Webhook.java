package dev.sluice.acme;

import dev.sluice.acme.http.BoundedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.toolbox.JSONBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells somebody's URL that a certificate nears its end. */
final class Webhook {
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    /** Nobody reads the body. */
    private static final BoundedHttp.Bounds BOUNDS =
            new BoundedHttp.Bounds(0, Duration.ofSeconds(5), Duration.ofSeconds(10));

    private Webhook() {}

    /** Sends the message on a thread of its own; what goes wrong is only logged. */
    static void tell(@Nullable String url, List<String> names, Instant notAfter, String problem) {
        if (url != null) {
            JSONBuilder body = new JSONBuilder();
            body.array("names", names);
            body.put("not_after", notAfter.toString());
            body.put("problem", problem);
            Thread.ofVirtual().name("acme webhook").start(() -> send(url, body.toString()));
        }
    }

    private static void send(String url, String body) {
        try (BoundedHttp http = BoundedHttp.of(BOUNDS)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            int status = http.ask(request).statusCode();
            if (status >= 300) {
                LOG.warn("the URL of `acme.notify` answered {}", status);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("cannot notify the URL of `acme.notify`: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
