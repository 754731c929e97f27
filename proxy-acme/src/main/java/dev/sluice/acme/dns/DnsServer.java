package dev.sluice.acme.dns;

import dev.sluice.acme.dns.DnsMessage.Reply;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A DNS server that is asked directly. Any thread; blocks. */
record DnsServer(InetSocketAddress address) {
    private static final int PORT = 53;
    private static final int PATIENCE_MILLIS = 3_000;
    private static final int TRIES = 3;
    private static final int LARGEST = 65_535;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** From {@code host} or {@code host:port}; IPv6 addresses with a port stand in brackets. */
    static DnsServer parse(String text) throws DnsFailure {
        int colon = text.lastIndexOf(':');
        boolean port = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        String host = (port ? text.substring(0, colon) : text).replaceAll("[\\[\\]]", "");
        try {
            return new DnsServer(new InetSocketAddress(
                    InetAddress.getByName(host), port ? Integer.parseInt(text.substring(colon + 1)) : PORT));
        } catch (IOException | IllegalArgumentException e) {
            throw new DnsFailure(
                    "the DNS server " + text + " of `acme.dns` is no address, nor a name that resolves", e);
        }
    }

    /** The machine's resolvers. */
    static List<DnsServer> resolvers() {
        List<DnsServer> servers = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("/etc/resolv.conf"), StandardCharsets.ISO_8859_1)) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length > 1 && words[0].equals("nameserver")) {
                    servers.add(new DnsServer(new InetSocketAddress(InetAddress.getByName(words[1]), PORT)));
                }
            }
        } catch (IOException _) {
            // none is known then
        }
        return servers;
    }

    Reply ask(String name, int type) throws IOException {
        return exchange(DnsMessage.query(newId(), name, type));
    }

    static int newId() {
        return RANDOM.nextInt(1 << 16);
    }

    /** Sends a message, by TCP where the answer does not fit UDP. */
    Reply exchange(byte[] message) throws IOException {
        IOException last = new IOException("no answer");
        for (int i = 0; i < TRIES; i++) {
            try {
                Reply reply = overUdp(message);
                return reply.truncated() ? overTcp(message) : reply;
            } catch (SocketTimeoutException e) {
                last = new IOException("the DNS server " + text() + " does not answer", e);
            } catch (IOException e) {
                last = new IOException("the DNS server " + text() + " does not answer: " + e.getMessage(), e);
            }
        }
        throw last;
    }

    private Reply overUdp(byte[] message) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(address);
            socket.send(new DatagramPacket(message, message.length));
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            while (true) {
                socket.receive(packet);
                Reply reply = matching(java.util.Arrays.copyOf(packet.getData(), packet.getLength()), message);
                if (reply != null) {
                    return reply;
                }
            }
        }
    }

    private Reply overTcp(byte[] message) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(address, PATIENCE_MILLIS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(message.length);
            out.write(message);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            Reply reply = matching(in.readNBytes(in.readUnsignedShort()), message);
            if (reply == null) {
                throw new IOException("an answer to another question");
            }
            return reply;
        }
    }

    private static @Nullable Reply matching(byte[] answer, byte[] question) throws IOException {
        Reply reply = DnsMessage.parse(answer);
        return reply.id() == ((question[0] & 0xFF) << 8 | (question[1] & 0xFF)) ? reply : null;
    }

    private String text() {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public String toString() {
        return text();
    }
}
