package dev.sluice.config;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * A set of IP addresses that share a prefix; a single address is a network with the full prefix. IPv4 addresses mapped
 * into IPv6 ({@code ::ffff:192.0.2.1}, RFC 4291 section 2.5.5.2) count as IPv4.
 *
 * @param six whether the network is IPv6
 * @param high the first 64 bits of the IPv6 prefix; 0 for IPv4
 * @param low the last 64 bits of the IPv6 prefix, or the 32 bits of the IPv4 prefix
 * @param prefix bits that count, 0 to 32 or 0 to 128; the bits after it are zero
 */
public record Network(boolean six, long high, long low, int prefix) {

    /** The network of {@code prefix} bits that holds {@code address}, which has 4 or 16 bytes; later bits are cleared. */
    static Network of(byte[] address, int prefix) {
        if (address.length == 4) {
            return new Network(false, 0, word(address, 0, 4) & mask(prefix + 32), prefix);
        }
        return new Network(
                true,
                word(address, 0, 8) & mask(Math.min(prefix, 64)),
                word(address, 8, 8) & mask(Math.max(prefix - 64, 0)),
                prefix);
    }

    /** Whether the network holds the address; copies the address's bytes once. */
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    /** Whether the network holds the address of 4 or 16 bytes in network order; allocates nothing. */
    public boolean contains(byte[] address) {
        if (address.length == 4) {
            return !six && (word(address, 0, 4) & mask(prefix + 32)) == low;
        }
        if (isMapped(address)) {
            return !six && (word(address, 12, 4) & mask(prefix + 32)) == low;
        }
        return six
                && (word(address, 0, 8) & mask(Math.min(prefix, 64))) == high
                && (word(address, 8, 8) & mask(Math.max(prefix - 64, 0))) == low;
    }

    private static boolean isMapped(byte[] address) {
        return word(address, 0, 8) == 0 && word(address, 8, 4) == 0xFFFF;
    }

    private static long word(byte[] bytes, int from, int count) {
        long word = 0;
        for (int i = from; i < from + count; i++) {
            word = (word << 8) | (bytes[i] & 0xFF);
        }
        return word;
    }

    private static long mask(int bits) {
        return bits == 0 ? 0 : -1L << (64 - bits);
    }

    /** The network in CIDR form, addresses as RFC 5952 writes them; a single address without its prefix length. */
    @Override
    public String toString() {
        ByteBuffer bytes = six
                ? ByteBuffer.allocate(16).putLong(high).putLong(low)
                : ByteBuffer.allocate(4).putInt((int) low);
        String address = IpText.format(bytes.array());
        return prefix == (six ? 128 : 32) ? address : address + "/" + prefix;
    }
}
