package dev.sluice.observe;

import dev.sluice.config.ListenAddress;
import dev.sluice.config.ListenConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the running edge over its admin address: what {@code sluice reload}, {@code status} and {@code health} do. Blocks. */
public final class AdminClient {
    private static final int CONNECT_MILLIS = 3_000;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int MAX_BODY = 16 << 20;

    private final ListenAddress address;
    private final Duration deadline;

    private AdminClient(ListenAddress address, Duration deadline) {
        this.address = address;
        this.deadline = deadline;
    }

    /**
     * Makes a client of the first admin address; where that is every address of the machine, of the loopback one.
     *
     * @throws AdminException when the admin address is off
     */
    public static AdminClient of(ListenConfig listen) throws AdminException {
        return of(listen, DEADLINE);
    }

    /** The same, with another limit for the time from a question to the end of its answer. */
    static AdminClient of(ListenConfig listen, Duration deadline) throws AdminException {
        if (listen.admin().isEmpty()) {
            throw new AdminException(
                    "the admin address is off in this configuration ('listen: {admin: off}'), so a running"
                            + " Sluice cannot be asked");
        }
        ListenAddress first = listen.admin().getFirst();
        String host = first.address();
        boolean everywhere = host == null || host.equals("0.0.0.0") || host.equals("::");
        return new AdminClient(everywhere ? new ListenAddress("127.0.0.1", first.port()) : first, deadline);
    }

    /** An answer of the running edge: its status code and its text. */
    public record Answer(int status, String text) {
        /** Whether what was asked for was done. */
        public boolean ok() {
            return status == 200;
        }
    }

    /**
     * Has the configuration read again. Status 200 and what changed, or 422 and every problem.
     *
     * @throws AdminException when nothing answers, in words for the user
     */
    public Answer reload() throws AdminException {
        return ask("POST", "/reload", "text/plain");
    }

    /**
     * Asks for the state of the edge.
     *
     * @param json whether as JSON or as text
     * @throws AdminException when nothing answers, in words for the user
     */
    public Answer status(boolean json) throws AdminException {
        return ask("GET", "/status", json ? "application/json" : "text/plain");
    }

    /**
     * Asks whether requests are served. Status 200, or 503 while the edge starts or drains.
     *
     * @throws AdminException when nothing answers, in words for the user
     */
    public Answer health() throws AdminException {
        return ask("GET", "/readyz", "text/plain");
    }

    /** On a thread of its own, which is left behind if it takes too long: a socket has a limit for each read, none for all. */
    private Answer ask(String method, String path, String accept) throws AdminException {
        FutureTask<Answer> asking = new FutureTask<>(() -> send(method, path, accept));
        Thread.ofPlatform().daemon().name("admin client").start(asking);
        try {
            return asking.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw failed(new IOException("no complete answer within " + deadline.toMillis() / 1000.0 + " s", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    private AdminException failed(Throwable why) {
        return why instanceof ConnectException
                ? new AdminException(
                        "no Sluice answers at " + address
                                + ": is it running? Its address is 'listen: {admin: …}' of the same configuration file.",
                        why)
                : new AdminException(
                        "what answers at " + address + " is not a Sluice, or it is stuck: " + why.getMessage(), why);
    }

    private Answer send(String method, String path, String accept) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://" + address + path).toURL().openConnection(Proxy.NO_PROXY);
        try {
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout((int) deadline.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setRequestMethod(method);
            connection.setRequestProperty("Accept", accept);
            connection.setRequestProperty("X-Sluice", "1");
            return read(connection);
        } finally {
            connection.disconnect();
        }
    }

    private static Answer read(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_BODY + 1);
            if (bytes.length > MAX_BODY) {
                connection.disconnect(); // closing the stream would read on
                throw new IOException("it answers with more than " + (MAX_BODY >> 20) + " MB");
            }
            return new Answer(status, new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
