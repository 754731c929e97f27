package dev.sluice.harness.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** The backend's end of one HTTP/2 connection that the proxy has opened. */
public final class H2Peer extends FrameWire {
    private final H2Backend backend;
    private final int number;

    H2Peer(H2Backend backend, int number, Socket socket) throws IOException {
        super(socket, socket.getInputStream());
        this.backend = backend;
        this.number = number;
    }

    /** Which connection of its backend this is, from 1. */
    public int number() {
        return number;
    }

    /** Reads the preface, says these settings, and takes the proxy's. */
    public void open(int... settings) throws IOException {
        String preface = new String(exactly(PREFACE.length()), ISO_8859_1);
        if (!preface.equals(PREFACE)) {
            throw new AssertionError("not a preface: " + preface);
        }
        send(Frame.settings(settings));
        take("SETTINGS", frame -> frame.type() == Frame.SETTINGS && !frame.isAck());
    }

    /** The next request's HEADERS on a new stream; also kept in {@link H2Backend#requests()}. */
    public Frame request() throws IOException {
        Frame head = requestOrEnd();
        if (head == null) {
            throw new IOException("ended before a request");
        }
        return head;
    }

    /** As {@link #request()}, but null where the proxy has closed the connection. */
    public @Nullable Frame requestOrEnd() {
        Frame head = takeOrEnd("a request", frame -> frame.type() == Frame.HEADERS && frame.field(":method") != null);
        if (head != null) {
            backend.saw(head);
        }
        return head;
    }

    /** Sends a whole 200 with this text. */
    public void respondOk(Frame request, String text) throws IOException {
        send(
                Frame.headers(request.stream(), ":status", "200"),
                Frame.data(request.stream(), text).last());
    }

    /** Answers every request, each once it is whole, with a 200 that names method, path and body. */
    public void echoAll() throws IOException {
        for (Frame request = requestOrEnd(); request != null; request = requestOrEnd()) {
            respondOk(request, request.field(":method") + " " + request.field(":path") + " " + body(request));
        }
    }
}
