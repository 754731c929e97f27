package dev.sluice.acme.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Answers each request on loopback as the test says, with raw bytes, for as long as somebody takes them. */
public final class HostileServer implements AutoCloseable {
    private final ServerSocket server;
    private final CountDownLatch givenUp = new CountDownLatch(1);

    /** What is sent after a request's head has come; ends with an exception when the client has gone. */
    public interface Answer {
        void send(OutputStream out) throws IOException, InterruptedException;
    }

    private HostileServer(ServerSocket server) {
        this.server = server;
    }

    public static HostileServer start(Answer answer) throws IOException {
        HostileServer hostile = new HostileServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(() -> hostile.accept(answer));
        return hostile;
    }

    /** A head and a body without end. */
    public static Answer endless(String head, byte[] body) {
        return out -> {
            out.write(ascii(head + "\r\n"));
            while (true) {
                out.write(body);
            }
        };
    }

    /** Sends this at once, then the same bytes again and again, slowly. */
    public static Answer dribbling(String first, String again) {
        return out -> {
            out.write(ascii(first));
            while (true) {
                out.write(ascii(again));
                out.flush();
                Thread.sleep(20); // slowness is what is tried
            }
        };
    }

    /** One whole answer of this kind. */
    public static Answer whole(String head, String body) {
        return out -> out.write(ascii(head + "Content-Length: " + body.length() + "\r\n\r\n" + body));
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void accept(Answer answer) {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client, answer));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(Socket client, Answer answer) {
        try (client) {
            StringBuilder head = new StringBuilder();
            InputStream in = client.getInputStream();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            answer.send(client.getOutputStream());
        } catch (IOException gone) {
            givenUp.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a client has closed its connection before it had all. */
    public boolean awaitGivenUp() throws InterruptedException {
        return givenUp.await(10, TimeUnit.SECONDS);
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
