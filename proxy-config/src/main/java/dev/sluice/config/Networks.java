package dev.sluice.config;

/** Networks as the file writes them. */
final class Networks {

    private Networks() {}

    static Network parse(String text) throws Mistake {
        int slash = text.indexOf('/');
        byte[] address = IpText.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new Mistake(
                    "is not a network; write an IP address, or one with a prefix such as 10.0.0.0/8 or fd00::/8");
        }
        int bits = address.length * 8;
        if (slash < 0) {
            return Network.of(address, bits);
        }
        // an IPv4 address as IPv6 writes it (RFC 4291 section 2.5.5.2) counts as IPv4, but its prefix counts from the
        // front
        int mapped = bits == 32 && text.indexOf(':') >= 0 ? 96 : 0;
        Network network = Network.of(address, prefix(text.substring(slash + 1), mapped, mapped + bits) - mapped);
        if (!network.equals(Network.of(address, bits)) && !isAligned(address, network)) {
            throw new Mistake("has bits set after its prefix; the rest must be 0, as in 10.1.0.0/16");
        }
        return network;
    }

    private static int prefix(String text, int from, int to) throws Mistake {
        try {
            return Scalars.parseNumber(text, from, to);
        } catch (Mistake mistake) {
            throw new Mistake("has a wrong prefix; after the '/' stands a number from " + from + " to " + to);
        }
    }

    private static boolean isAligned(byte[] address, Network network) {
        Network whole = Network.of(address, address.length * 8);
        return whole.high() == network.high() && whole.low() == network.low();
    }
}
