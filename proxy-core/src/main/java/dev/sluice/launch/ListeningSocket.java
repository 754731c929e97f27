package dev.sluice.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A TCP socket that listens on this machine, as the kernel's tables show it.
 *
 * @param inode its number, by which the process that holds it is found
 * @param uid the user that made it
 */
record ListeningSocket(InetAddress address, int port, long inode, int uid) {
    private static final String LISTEN = "0A";
    private static final Pattern SPACES = Pattern.compile("\\s+");

    /** All that listen, over IPv4 and IPv6, in this network namespace; none if there is no such table. */
    static List<ListeningSocket> all(Path proc) {
        List<ListeningSocket> sockets = new ArrayList<>();
        read(proc.resolve("net/tcp"), sockets);
        read(proc.resolve("net/tcp6"), sockets);
        return sockets;
    }

    /** Line by line: the table has one for each connection too. */
    private static void read(Path table, List<ListeningSocket> sockets) {
        try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
            lines.lines().skip(1).forEach(line -> add(sockets, line));
        } catch (IOException | UncheckedIOException e) {
            return; // this machine does not have the protocol
        }
    }

    /** Whether it is in the way of one who wants to listen there. */
    boolean hinders(InetAddress wanted, int wantedPort) {
        return port == wantedPort
                && (address.isAnyLocalAddress() || wanted.isAnyLocalAddress() || address.equals(wanted));
    }

    /** A line: number, local address, remote address, state, queues, timer, retransmits, uid, timeout, inode. */
    private static void add(List<ListeningSocket> sockets, String line) {
        String[] columns = SPACES.split(line.strip(), -1);
        if (columns.length < 10 || !columns[3].equals(LISTEN)) {
            return;
        }
        int colon = columns[1].indexOf(':');
        try {
            sockets.add(new ListeningSocket(
                    address(columns[1].substring(0, colon)),
                    Integer.parseInt(columns[1].substring(colon + 1), 16),
                    Long.parseLong(columns[9]),
                    Integer.parseInt(columns[7])));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // the length is always that of an address
        }
    }

    /** The kernel writes each 32 bits in the machine's own byte order. */
    private static InetAddress address(String hex) throws UnknownHostException {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            for (int word = 0; word < bytes.length; word += 4) {
                swap(bytes, word, word + 3);
                swap(bytes, word + 1, word + 2);
            }
        }
        return InetAddress.getByAddress(bytes);
    }

    private static void swap(byte[] bytes, int one, int other) {
        byte kept = bytes[one];
        bytes[one] = bytes[other];
        bytes[other] = kept;
    }
}
