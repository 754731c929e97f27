package dev.sluice.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** IP addresses as text. */
public final class AddressText {
    private AddressText() {}

    /** The usual text of an address: dotted for IPv4, RFC 5952 for IPv6, without a zone. */
    public static String of(InetAddress address) {
        return of(address.getAddress());
    }

    /** The same of an address of 4 or 16 bytes. IPv4 addresses mapped into IPv6 count as IPv4. */
    static String of(byte[] address) {
        try {
            // Made from bytes, it has no zone, and a mapped address has become an IPv4 one.
            return NetUtil.toAddressString(InetAddress.getByAddress(address));
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", impossible);
        }
    }
}
