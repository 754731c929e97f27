package dev.sluice.upstream;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The machine's own list of names, to which Docker adds {@code extra_hosts}. Read at each look-up: it is short, and may change.
 *
 * @param file usually {@code /etc/hosts}
 */
record HostsFile(Path file) {
    static final HostsFile SYSTEM = new HostsFile(Path.of("/etc/hosts"));

    /** Every address that a line gives the name, in whatever case; empty where none does or the file cannot be read. Blocks. */
    List<InetAddress> addresses(String host) {
        List<InetAddress> found = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                take(line.replaceFirst("#.*", "").strip().split("\\s+", -1), host, found);
            }
        } catch (IOException unreadable) {
            return List.of(); // DNS is asked
        }
        return found;
    }

    private static void take(String[] words, String host, List<InetAddress> found) throws UnknownHostException {
        for (int i = 1; i < words.length; i++) {
            byte[] address =
                    words[i].equalsIgnoreCase(host) ? NetUtil.createByteArrayFromIpAddressString(words[0]) : null;
            if (address != null) {
                found.add(InetAddress.getByAddress(address));
                return;
            }
        }
    }
}
