package dev.sluice.harness;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A DNS server on UDP port 53, as a host's would be: under one domain every name has the same IPv4 address, and no other name is there
 * (RFC 1035).
 */
public final class NameServer implements AutoCloseable {
    private static final int NO_SUCH_NAME = 3;
    private final DatagramSocket socket;
    private final String domain;
    private final InetAddress address;
    private final List<String> questions = new CopyOnWriteArrayList<>();

    /** Starts it. */
    public NameServer(InetAddress on, String domain, InetAddress address) throws IOException {
        this.socket = new DatagramSocket(53, on);
        this.domain = domain;
        this.address = address;
        Thread.ofVirtual().name("name server").start(this::serve);
    }

    /** The names that were asked for so far, in lower case and without a dot at their ends. */
    public List<String> questions() {
        return List.copyOf(questions);
    }

    private void serve() {
        byte[] buffer = new byte[1500];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
            while (true) {
                packet.setLength(buffer.length);
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            socket.close();
        }
    }

    private byte[] answer(byte[] question) {
        StringBuilder name = new StringBuilder();
        int at = 12;
        for (; question[at] != 0; at += question[at] + 1) {
            name.append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII))
                    .append('.');
        }
        String asked = name.substring(0, Math.max(0, name.length() - 1)).toLowerCase(Locale.ROOT);
        int type = question[at + 2];
        int end = at + 5;
        questions.add(asked);
        boolean here = asked.endsWith("." + domain);
        ByteBuffer answer = ByteBuffer.allocate(end + 16).put(question, 0, end);
        answer.put(2, (byte) 0x81).put(3, (byte) (here ? 0x80 : 0x80 | NO_SUCH_NAME));
        answer.putShort(6, (short) (here && type == 1 ? 1 : 0))
                .putShort(8, (short) 0)
                .putShort(10, (short) 0);
        if (here && type == 1) {
            answer.putShort((short) 0xc00c)
                    .putShort((short) 1)
                    .putShort((short) 1)
                    .putInt(60)
                    .putShort((short) 4);
            answer.put(address.getAddress());
        }
        return Arrays.copyOf(answer.array(), answer.position());
    }

    @Override
    public void close() {
        socket.close();
    }
}
