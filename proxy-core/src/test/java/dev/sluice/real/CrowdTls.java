package dev.sluice.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Words of clients over TLS. When all is said, nothing is kept of it but the socket: thousands of engines would fill this process. */
final class CrowdTls {
    private static final SSLContext CONTEXT = trusting();
    private final Socket socket;
    private final SSLEngine engine;
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024).limit(0);
    private final ByteBuffer plain;
    private final ByteBuffer out;

    private CrowdTls(Socket socket) {
        this.socket = socket;
        engine = CONTEXT.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("app.test")));
        engine.setSSLParameters(parameters);
        plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    }

    /** The start of a ClientHello in a record of 16 KB. */
    static String hello(int length) {
        return "\u0016\u0003\u0001\u003f\u00f0\u0001\u0000\u003f\u00ec\u0003\u0003" + "x".repeat(length);
    }

    /** The start of a record of 16 KB. */
    static String record(int length) {
        return "\u0017\u0003\u0003\u0040\u0011" + "x".repeat(length);
    }

    /** After the server's first flight. */
    static Socket left(Socket socket) throws IOException {
        new CrowdTls(socket).handshake(1);
        return socket;
    }

    /** With a request that was sent. */
    static Socket said(Socket socket, String request) throws IOException {
        CrowdTls tls = new CrowdTls(socket);
        tls.handshake(Integer.MAX_VALUE);
        tls.engine.wrap(ByteBuffer.wrap(request.getBytes(ISO_8859_1)), tls.out.clear());
        tls.send();
        return socket;
    }

    /** With a request that was answered, as far as one can tell from outside: what comes behind the server's tickets. */
    static Socket asked(Socket socket, String request) throws IOException {
        said(socket, request);
        byte[] some = new byte[16_384];
        if (socket.getInputStream().read(some) < 0) {
            throw new EOFException("no answer");
        }
        return socket;
    }

    private void handshake(int flights) throws IOException {
        engine.beginHandshake();
        HandshakeStatus status = engine.getHandshakeStatus();
        int read = 0;
        while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
            switch (status) {
                case NEED_WRAP -> {
                    status = engine.wrap(ByteBuffer.allocate(0), out.clear()).getHandshakeStatus();
                    send();
                }
                case NEED_TASK -> {
                    engine.getDelegatedTask().run();
                    status = engine.getHandshakeStatus();
                }
                default -> {
                    SSLEngineResult result = engine.unwrap(in, plain.clear());
                    status = result.getHandshakeStatus();
                    if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                        receive();
                        read++;
                        if (read == flights) {
                            return;
                        }
                    }
                }
            }
        }
    }

    private void send() throws IOException {
        socket.getOutputStream().write(out.array(), 0, out.position());
    }

    private void receive() throws IOException {
        in.compact();
        int count = socket.getInputStream().read(in.array(), in.position(), in.remaining());
        if (count < 0) {
            throw new EOFException("the handshake was ended");
        }
        in.position(in.position() + count).flip();
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Everybody()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is measured here is memory. */
    private static final class Everybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
