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

/** Asks the running edge over its admin address: what {@code sluice reload}, {@code status} and {@code health} do. Blocks. */
public final class AdminClient {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 60_000;

    private final ListenAddress address;

    private AdminClient(ListenAddress address) {
        this.address = address;
    }

    /**
     * Makes a client of the first admin address; where that is every address of the machine, of the loopback one.
     *
     * @throws AdminException when the admin address is off
     */
    public static AdminClient of(ListenConfig listen) throws AdminException {
        if (listen.admin().isEmpty()) {
            throw new AdminException(
                    "the admin address is off in this configuration ('listen: {admin: off}'), so a running"
                            + " Sluice cannot be asked");
        }
        ListenAddress first = listen.admin().getFirst();
        String host = first.address();
        boolean everywhere = host == null || host.equals("0.0.0.0") || host.equals("::");
        return new AdminClient(everywhere ? new ListenAddress("127.0.0.1", first.port()) : first);
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

    private Answer ask(String method, String path, String accept) throws AdminException {
        try {
            return send(method, path, accept);
        } catch (ConnectException e) {
            throw new AdminException(
                    "no Sluice answers at " + address
                            + ": is it running? Its address is 'listen: {admin: …}' of the same configuration file.",
                    e);
        } catch (IOException e) {
            throw new AdminException(
                    "what answers at " + address + " is not a Sluice, or it is stuck: " + e.getMessage(), e);
        }
    }

    private Answer send(String method, String path, String accept) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://" + address + path).toURL().openConnection(Proxy.NO_PROXY);
        try {
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
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
            return new Answer(status, body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
