package dev.sluice.listen;

import dev.sluice.base.files.BoundedFile;
import dev.sluice.upstream.Container;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The IPv4 network of a container.
 *
 * @param gateway the address of its default route
 * @param links the networks that it is part of
 */
record ContainerNetwork(InetAddress gateway, List<Link> links) {
    private static final int MAX_TABLE = 1 << 20;

    /** A network without a gateway in between, as numbers of the kernel's table. */
    record Link(int network, int mask) {}

    /** Copies the list. */
    ContainerNetwork {
        links = List.copyOf(links);
    }

    /** That of this process; null outside of a container, and where it uses the host's network. */
    static @Nullable ContainerNetwork ofThisProcess() throws IOException {
        return Container.isAround() ? of(Path.of("/proc/net/route"), Path.of("/sys/class/net")) : null;
    }

    /**
     * Reads it from the kernel's tables.
     *
     * @param routes as /proc/net/route: numbers are hexadecimal, their lowest byte stands first in an address
     * @param devices as /sys/class/net
     */
    static @Nullable ContainerNetwork of(Path routes, Path devices) throws IOException {
        InetAddress gateway = null;
        List<Link> links = new ArrayList<>();
        for (String line : BoundedFile.lines(routes, MAX_TABLE)) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length < 8 || words[0].equals("Iface")) {
                continue;
            }
            int network = number(words[1]);
            int mask = number(words[7]);
            int via = number(words[2]);
            if (via == 0) {
                links.add(new Link(network, mask));
            } else if (network == 0 && mask == 0 && gateway == null && isPair(devices.resolve(words[0]))) {
                gateway = InetAddress.getByAddress(bytes(via));
            }
        }
        return gateway == null ? null : new ContainerNetwork(gateway, links);
    }

    /** Whether the device is one end of a pair, as a container's is; the host's own are not. */
    private static boolean isPair(Path device) throws IOException {
        return !BoundedFile.text(device.resolve("iflink"), 64).equals(BoundedFile.text(device.resolve("ifindex"), 64));
    }

    /** Whether the address is of a network that the container is part of. */
    boolean hasNeighbour(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != 4) {
            return false;
        }
        int number = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
        return links.stream().anyMatch(link -> (number & link.mask()) == link.network());
    }

    private static int number(String hex) {
        return Integer.parseUnsignedInt(hex, 16);
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array();
    }
}
