package dev.sluice.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;

/** A TLS client whose ClientHello comes in records of a few bytes each (RFC 8446 section 5.1 allows it). */
final class FragmentedClient {
    private static final int HEADER = 5;

    private final SSLEngine engine;
    private final int size;

    FragmentedClient(String name, int size) throws IOException, GeneralSecurityException {
        this.size = size;
        engine = JavaClient.context(null).createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
    }

    byte[] hello() throws IOException {
        ByteBuffer out = ByteBuffer.allocate(65536);
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] record = new byte[out.flip().remaining()];
        out.get(record);
        return record;
    }

    private byte[] fragmentedHello() throws IOException {
        byte[] record = hello();
        ByteArrayOutputStream fragments = new ByteArrayOutputStream();
        for (int at = HEADER; at < record.length; at += size) {
            int length = Math.min(size, record.length - at);
            fragments.write(new byte[] {22, 3, 1, 0, (byte) length});
            fragments.write(record, at, length);
        }
        return fragments.toByteArray();
    }

    /** Goes on until the server's part is done; gives back the first name in its certificate. */
    String handshake(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(fragmentedHello());
            ByteBuffer received = ByteBuffer.allocate(65536).flip();
            while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
                step(socket.getInputStream(), received);
            }
            X509Certificate leaf = (X509Certificate) engine.getSession().getPeerCertificates()[0];
            return CertificateNames.of(leaf).all().getFirst();
        }
    }

    private void step(InputStream in, ByteBuffer received) throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(65536));
            default -> {
                int before = received.position();
                engine.unwrap(received, ByteBuffer.allocate(65536));
                if (received.position() == before && engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
                    fill(in, received);
                }
            }
        }
    }

    private static void fill(InputStream in, ByteBuffer received) throws IOException {
        received.compact();
        int n = in.read(received.array(), received.position(), received.remaining());
        if (n < 0) {
            throw new IOException("the server closed");
        }
        received.position(received.position() + n).flip();
    }
}
