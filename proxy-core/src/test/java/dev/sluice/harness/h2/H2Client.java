package dev.sluice.harness.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.harness.RawClient;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client that sends exactly the frames that the test says. */
public final class H2Client extends FrameWire {
    private static final int CONNECT_MILLIS = 5_000;
    private int lastStream = 101;

    private H2Client(Socket socket) throws IOException {
        super(socket, socket.getInputStream());
    }

    /** Connects in plain text and says nothing. */
    public static H2Client silent(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, CONNECT_MILLIS);
            return new H2Client(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Connects in plain text, says the preface and these settings, and takes the server's. */
    public static H2Client plain(InetSocketAddress address, int... settings) throws IOException {
        return silent(address).open(settings);
    }

    /** Connects with TLS, which must choose {@code h2}, says the preface and these settings, and takes the server's. */
    public static H2Client tls(InetSocketAddress address, Path root, String serverName, int... settings)
            throws IOException {
        SSLSocket socket =
                (SSLSocket) RawClient.trusting(root).getSocketFactory().createSocket();
        try {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.connect(address, CONNECT_MILLIS);
            socket.startHandshake();
            if (!"h2".equals(socket.getApplicationProtocol())) {
                throw new AssertionError("negotiated '" + socket.getApplicationProtocol() + "'");
            }
            return new H2Client(socket).open(settings);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Says the preface and these settings, and takes the server's settings and its acknowledgement. */
    public H2Client open(int... settings) throws IOException {
        preface(settings);
        take("SETTINGS", frame -> frame.type() == Frame.SETTINGS && !frame.isAck());
        take("the acknowledgement of SETTINGS", frame -> frame.type() == Frame.SETTINGS && frame.isAck());
        return this;
    }

    /** Says the preface and these settings without reading anything. */
    public void preface(int... settings) throws IOException {
        send(PREFACE.getBytes(ISO_8859_1));
        send(Frame.settings(settings));
    }

    /** A stream identifier that no test has used itself: those are below 100. */
    public int newStream() {
        lastStream += 2;
        return lastStream;
    }

    /** Fails unless the server ends the connection: with GOAWAY of one of these errors, or without a word (RFC 9113 §5.4.1). */
    public void expectConnectionError(List<Http2Error> errors) {
        Frame goAway = takeOrEnd(
                "a connection error of " + errors, frame -> frame.type() == Frame.GOAWAY && frame.number(4) != 0);
        if (goAway == null) {
            return;
        }
        if (!errors.contains(goAway.error())) {
            throw new AssertionError("expected a connection error of " + errors + ", but there came " + goAway);
        }
        expectEnd();
    }

    /** Fails unless the server ends the stream or the connection with one of these errors, or the connection without a word. */
    public Failed expectStreamError(int stream, List<Http2Error> errors) {
        Frame frame = takeOrEnd(
                "an error of " + errors + " on stream " + stream,
                next -> next.is(Frame.RST_STREAM, stream) || next.type() == Frame.GOAWAY && next.number(4) != 0);
        if (frame == null) {
            return Failed.CONNECTION;
        }
        if (!errors.contains(frame.error())) {
            throw new AssertionError("expected " + errors + " on " + stream + ", but there came " + frame);
        }
        return frame.type() == Frame.RST_STREAM ? Failed.STREAM : Failed.CONNECTION;
    }

    /** What an error has ended. */
    public enum Failed {
        STREAM,
        CONNECTION
    }
}
