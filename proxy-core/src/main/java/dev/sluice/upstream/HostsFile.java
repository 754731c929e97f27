package dev.sluice.upstream;

import dev.sluice.base.files.KeptFile;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's own list of names, to which Docker adds {@code extra_hosts}. What it says of a name is kept until the file changes. Any
 * thread that may block; one at a time, as lists that keep advertisements away have megabytes.
 */
final class HostsFile {
    private static final Logger LOG = LoggerFactory.getLogger(HostsFile.class);
    private static final int MAX_SIZE = 8 << 20;

    /** Names that are asked for come from the configuration; those of older ones may go. */
    private static final int MAX_NAMES = 1_000;

    static final HostsFile SYSTEM = new HostsFile(Path.of("/etc/hosts"));

    private final Path file;
    private final Map<String, KeptFile<List<InetAddress>>> names = new HashMap<>();
    private String complaint = "";

    /** {@code file} is usually {@code /etc/hosts}. */
    HostsFile(Path file) {
        this.file = file;
    }

    /** Every address that a line gives the name, in whatever case; empty if none does or the file cannot be read. Blocks. */
    synchronized List<InetAddress> addresses(String host) {
        if (names.size() >= MAX_NAMES && !names.containsKey(host)) {
            names.clear();
        }
        try {
            List<InetAddress> found = names.computeIfAbsent(
                            host, name -> new KeptFile<>(file, MAX_SIZE, bytes -> read(bytes, name)))
                    .get();
            complaint = "";
            return found;
        } catch (IOException unreadable) {
            complain(unreadable);
            return List.of(); // DNS is asked
        }
    }

    /** A machine without the file is a machine without names of its own; another reason is worth a word. */
    private void complain(IOException why) {
        String message = String.valueOf(why instanceof FileSystemException of ? of.getReason() : why.getMessage());
        if (!(why instanceof NoSuchFileException) && !complaint.equals(message)) {
            complaint = message;
            LOG.warn("the names of {} are not used, DNS is asked instead: {}", file, message);
        }
    }

    private static List<InetAddress> read(byte[] bytes, String host) {
        List<InetAddress> found = new ArrayList<>();
        new String(bytes, StandardCharsets.ISO_8859_1).lines().forEach(line -> take(line, host, found));
        return List.copyOf(found);
    }

    private static void take(String line, String host, List<InetAddress> found) {
        int comment = line.indexOf('#');
        String[] words =
                (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
        for (int i = 1; i < words.length; i++) {
            byte[] address =
                    words[i].equalsIgnoreCase(host) ? NetUtil.createByteArrayFromIpAddressString(words[0]) : null;
            if (address != null) {
                found.add(address(address));
                return;
            }
        }
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
