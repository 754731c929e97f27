package dev.sluice.acme.dns;

import dev.sluice.acme.dns.DnsMessage.Reply;
import dev.sluice.base.files.KeptFile;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A DNS server that is asked directly. Any thread; blocks. */
record DnsServer(InetSocketAddress address) {
    private static final int PORT = 53;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int TRIES = 3;
    private static final int LARGEST = 65_535;
    private static final int MAX_RESOLVERS = 3;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final KeptFile<List<DnsServer>> RESOLVERS =
            new KeptFile<>(Path.of("/etc/resolv.conf"), 64 * 1024, DnsServer::resolvers);

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

    /** The machine's resolvers, as many as the C library would ask. */
    static List<DnsServer> resolvers() {
        try {
            return RESOLVERS.get();
        } catch (IOException _) {
            return List.of(); // none is known then
        }
    }

    static List<DnsServer> resolvers(byte[] file) {
        List<DnsServer> servers = new ArrayList<>();
        for (String line : new String(file, StandardCharsets.ISO_8859_1).lines().toList()) {
            String[] words = line.strip().split("\\s+", 3);
            if (words.length > 1 && words[0].equals("nameserver") && servers.size() < MAX_RESOLVERS) {
                try {
                    servers.add(new DnsServer(new InetSocketAddress(InetAddress.ofLiteral(words[1]), PORT)));
                } catch (IllegalArgumentException _) {
                    // no address, which the C library passes over too
                }
            }
        }
        return List.copyOf(servers);
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

    /** Whoever guesses our port may send as much as he likes: other answers do not make the wait longer. */
    private Reply overUdp(byte[] message) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(address);
            socket.send(new DatagramPacket(message, message.length));
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            while (true) {
                socket.setSoTimeout(millisUntil(end));
                socket.receive(packet);
                Reply reply = matching(Arrays.copyOf(packet.getData(), packet.getLength()), message);
                if (reply != null) {
                    return reply;
                }
            }
        }
    }

    /** The length comes first (RFC 1035 section 4.2.2): two bytes, so the answer is bounded, and its time is as well. */
    private Reply overTcp(byte[] message) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        try (Socket socket = new Socket()) {
            socket.connect(address, millisUntil(end));
            socket.setSoTimeout(millisUntil(end));
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(message.length);
            out.write(message);
            out.flush();
            byte[] length = read(socket, 2, end);
            Reply reply = matching(read(socket, (length[0] & 0xFF) << 8 | (length[1] & 0xFF), end), message);
            if (reply == null) {
                throw new IOException("an answer to another question");
            }
            return reply;
        }
    }

    private static byte[] read(Socket socket, int length, long end) throws IOException {
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            socket.setSoTimeout(millisUntil(end));
            int count = socket.getInputStream().read(bytes, at, length - at);
            if (count < 0) {
                throw new EOFException("the connection ended before the answer did");
            }
            at += count;
        }
        return bytes;
    }

    private static int millisUntil(long end) throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) left;
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
