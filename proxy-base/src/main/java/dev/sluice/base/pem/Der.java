package dev.sluice.base.pem;

import java.util.Arrays;
import java.util.HexFormat;

/** Puts the keys that OpenSSL wrote before PKCS #8 into the form that the JDK reads (RFC 5208, RFC 8017 A.1.2, RFC 5915). */
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xA0;
    private static final byte[] VERSION = bytes("020100");
    private static final byte[] RSA = bytes("06092a864886f70d010101" + "0500");
    private static final byte[] EC = bytes("06072a8648ce3d0201");

    private Der() {}

    static byte[] pkcs8OfRsa(byte[] key) {
        return pkcs8(RSA, key);
    }

    /** Empty, which no decoder takes, if the key does not name its curve. */
    static byte[] pkcs8OfEc(byte[] key) {
        int at = contentOf(key, 0);
        while (at >= 0 && at < key.length) {
            int content = contentOf(key, at);
            int end = content < 0 ? -1 : content + lengthAt(key, at);
            if (end < 0 || end > key.length) {
                return new byte[0];
            }
            if ((key[at] & 0xFF) == PARAMETERS) {
                return pkcs8(joined(EC, Arrays.copyOfRange(key, content, end)), key);
            }
            at = end;
        }
        return new byte[0];
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, joined(VERSION, element(SEQUENCE, algorithm), element(OCTETS, key)));
    }

    private static byte[] element(int tag, byte[] content) {
        return joined(head(tag, content.length), content);
    }

    /** DER has one form for each length. */
    private static byte[] head(int tag, int length) {
        if (length < 0x80) {
            return new byte[] {(byte) tag, (byte) length};
        }
        if (length < 0x100) {
            return new byte[] {(byte) tag, (byte) 0x81, (byte) length};
        }
        return length < 0x1_0000
                ? new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length}
                : new byte[] {(byte) tag, (byte) 0x83, (byte) (length >> 16), (byte) (length >> 8), (byte) length};
    }

    private static int contentOf(byte[] der, int at) {
        if (at + 1 >= der.length) {
            return -1;
        }
        int first = der[at + 1] & 0xFF;
        int more = first < 0x80 ? 0 : first & 0x7F;
        return more > 2 || at + 2 + more > der.length ? -1 : at + 2 + more;
    }

    private static int lengthAt(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        return switch (first) {
            case 0x81 -> der[at + 2] & 0xFF;
            case 0x82 -> ((der[at + 2] & 0xFF) << 8) | (der[at + 3] & 0xFF);
            default -> first & 0x7F;
        };
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
