package dev.sluice.harness;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** The backend's end of one connection that the proxy has opened. */
public final class Peer extends Wire {
    private final int number;
    private final RawBackend backend;

    Peer(RawBackend backend, int number, Socket socket, InputStream in) throws IOException {
        super(socket, in);
        this.backend = backend;
        this.number = number;
    }

    /** Which connection of its backend this is, from 1. */
    public int number() {
        return number;
    }

    /** Reads the next request whole; it is also kept in {@link RawBackend#requests()}. */
    public Message request() throws IOException {
        return rest(requestHead());
    }

    /** Reads the next request's head; it is also kept in {@link RawBackend#requests()}. */
    public Message requestHead() throws IOException {
        Message head = readHead();
        backend.saw(head);
        return head;
    }

    /** Reads the body that belongs to the head. */
    public Message rest(Message head) throws IOException {
        return reader.requestBody(head);
    }

    /** Reads the next request whole, or gives null where the proxy has closed the connection before one. */
    public @Nullable Message requestOrEnd() throws IOException {
        Message head = headOrEnd();
        if (head == null) {
            return null;
        }
        backend.saw(head);
        return rest(head);
    }

    /** Sends a counted 200 with the text. */
    public void respondOk(String text) throws IOException {
        respond("200 OK", text);
    }

    /** Sends a counted response, such as {@code "404 Not Found"}, with the text and further field lines. */
    public void respond(String status, String text, String... fields) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        send(head + "Content-Length: " + text.length() + "\r\n\r\n" + text);
    }

    /** Answers every request with a counted 200 that names method, target and body, until the proxy closes. */
    public void echoAll() throws IOException {
        for (Message request = requestOrEnd(); request != null; request = requestOrEnd()) {
            respondOk(request.method().equals("HEAD") ? "" : echo(request));
        }
    }

    private static String echo(Message request) {
        return request.method() + " " + request.target() + " " + request.body();
    }
}
