package dev.sluice.acme.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks over HTTP/1.1 and takes no more of the answer than it needs, however much the other side sends and however slowly.
 *
 * <p>The JDK bounds the head of an answer (384 KB) and the line of a chunk's size. This class adds a bound for the body, and one for the
 * time from the question to the last byte: the timeout of {@link HttpRequest} ends with the head. Redirects are not followed unless the
 * client that was handed over does. Any thread; blocks.
 */
public final class BoundedHttp implements AutoCloseable {
    private final HttpClient client;
    private final Bounds bounds;

    private BoundedHttp(HttpClient client, Bounds bounds) {
        this.client = client;
        this.bounds = bounds;
    }

    /**
     * How much of an answer is waited for.
     *
     * @param maxBody in bytes; what goes beyond is not read
     * @param connect time for the connection, shorter than the deadline
     * @param deadline time for everything, from the name's look-up to the last byte of the body
     */
    public record Bounds(int maxBody, Duration connect, Duration deadline) {}

    /** With a client of its own, which trusts the platform's CAs and follows no redirects. */
    public static BoundedHttp of(Bounds bounds) {
        return new BoundedHttp(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(bounds.connect())
                        .build(),
                bounds);
    }

    /** With somebody's client, which belongs to this object from now on. */
    public static BoundedHttp of(HttpClient client, Bounds bounds) {
        return new BoundedHttp(client, bounds);
    }

    /**
     * Asks, and waits for the answer.
     *
     * @throws HttpTimeoutException if the answer is not complete at the deadline
     * @throws IOException if there is no answer, or one that is not HTTP
     */
    public HttpResponse<Body> ask(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Body>> asked =
                client.sendAsync(request, head -> new BoundedBody(bounds.maxBody()));
        try {
            return asked.get(bounds.deadline().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException(
                    "no complete answer within " + bounds.deadline().toMillis() / 1000.0 + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            asked.cancel(true); // which closes the connection of an answer that still comes
        }
    }

    /** Gives up what is still asked; does not wait for it. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
