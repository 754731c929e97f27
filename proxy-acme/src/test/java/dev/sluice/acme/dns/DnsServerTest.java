package dev.sluice.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that do not answer as they should, by UDP and by TCP. */
@Timeout(60)
class DnsServerTest {
    private static final int FLAGS = 2;
    private static final byte ANSWER = (byte) 0x80;
    private static final byte TRUNCATED = 2;

    @Test
    void answersToOtherQuestionsDoNotMakeTheWaitLonger() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> flood(server));
            assertThatThrownBy(() -> at(server.getLocalPort()).ask("example.com", DnsMessage.TXT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not answer");
        }
    }

    /** Answers to a question that nobody asked, for as long as somebody may listen. */
    private static void flood(DatagramSocket server) {
        try {
            DatagramPacket question = new DatagramPacket(new byte[512], 512);
            while (true) {
                server.receive(question);
                byte[] answer = Arrays.copyOf(question.getData(), question.getLength());
                answer[0]++;
                answer[FLAGS] |= ANSWER;
                InetSocketAddress to = (InetSocketAddress) question.getSocketAddress();
                long end = System.nanoTime() + 5_000_000_000L;
                while (System.nanoTime() < end) {
                    server.send(new DatagramPacket(answer, answer.length, to));
                    Thread.sleep(100); // far below the patience for one answer
                }
            }
        } catch (IOException closed) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anAnswerByTcpThatOnlyDribblesIsNone() throws Exception {
        try (Both server = new Both()) {
            assertThatThrownBy(() -> at(server.port()).ask("example.com", DnsMessage.TXT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not answer");
            assertThat(server.tcp.isClosed()).isFalse();
        }
    }

    @Test
    void resolversAreAddressesAndAFew() {
        assertThat(
                        DnsServer.resolvers(
                                bytes(
                                        "# a comment\nsearch example.com\nnameserver 192.0.2.1\nnameserver not.an.address\n"
                                                + "nameserver ::1\noptions ndots:0\nnameserver 192.0.2.3 # third\nnameserver 192.0.2.4\n")))
                .extracting(DnsServer::toString)
                .containsExactly("192.0.2.1:53", "0:0:0:0:0:0:0:1:53", "192.0.2.3:53");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static DnsServer at(int port) {
        return new DnsServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Says by UDP that its answer is too long, and sends a byte of it each half second by TCP. */
    private static final class Both implements AutoCloseable {
        private final ServerSocket tcp = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());

        Both() throws IOException {
            Thread.ofVirtual().start(this::cut);
            Thread.ofVirtual().start(this::dribble);
        }

        int port() {
            return tcp.getLocalPort();
        }

        private void cut() {
            try {
                while (true) {
                    DatagramPacket question = new DatagramPacket(new byte[512], 512);
                    udp.receive(question);
                    question.getData()[FLAGS] |= ANSWER | TRUNCATED;
                    udp.send(question);
                }
            } catch (IOException closed) {
                return;
            }
        }

        private void dribble() {
            try {
                while (true) {
                    try (Socket client = tcp.accept()) {
                        DataInputStream in = new DataInputStream(client.getInputStream());
                        in.readFully(new byte[in.readUnsignedShort()]);
                        client.getOutputStream().write(new byte[] {(byte) 0xFF, (byte) 0xFF});
                        while (true) {
                            client.getOutputStream().write(0);
                            Thread.sleep(500); // below the patience for one read
                        }
                    } catch (java.net.SocketException gone) {
                        if (tcp.isClosed()) {
                            return;
                        }
                    }
                }
            } catch (IOException closed) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws IOException {
            tcp.close();
            udp.close();
        }
    }
}
