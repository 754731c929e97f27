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
        Network network = Network.of(address, prefix(text.substring(slash + 1), bits));
        if (!network.equals(Network.of(address, bits)) && !isAligned(address, network)) {
            throw new Mistake("has bits set after its prefix; the rest must be 0, as in 10.1.0.0/16");
        }
        return network;
    }

    private static int prefix(String text, int bits) throws Mistake {
        try {
            return Scalars.parseNumber(text, 0, bits);
        } catch (Mistake mistake) {
            throw new Mistake("has a wrong prefix; after the '/' stands a number from 0 to " + bits);
        }
    }

    private static boolean isAligned(byte[] address, Network network) {
        Network whole = Network.of(address, address.length * 8);
        return whole.high() == network.high() && whole.low() == network.low();
    }
}
