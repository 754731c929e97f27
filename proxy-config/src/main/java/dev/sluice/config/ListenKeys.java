package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where to listen. */
final class ListenKeys {

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Scalar<ListenAddress> ADDRESS =
            new Scalar<>("a port such as 80", ListenKeys::parse, Json.type("integer", "string"));
    private static final Shape<List<ListenAddress>> ADDRESSES = new Forms<>(
            "a port such as 80, address:port, a list of these, or 'off',",
            new Scalar<>("a port", ListenKeys::parseOrOff, Json.type("integer", "string", "boolean")),
            new ListOf<>("a list of ports", ADDRESS, false, false),
            null);

    static final Key<List<ListenAddress>> HTTP = Key.of("http", ADDRESSES, "80", "Where plain HTTP is served.");
    static final Key<List<ListenAddress>> HTTPS = Key.of("https", ADDRESSES, "443", "Where HTTPS is served.");
    static final Key<List<ListenAddress>> ADMIN =
            Key.of("admin", ADDRESSES, "127.0.0.1:9180", "Where metrics, health and commands are served.");
    static final Keys ALL = new Keys("listen", HTTP, HTTPS, ADMIN);

    static final Shape<ListenConfig> SHAPE = ALL.then(ListenKeys::listen);

    private ListenKeys() {}

    /** What holds without the key {@code listen}. */
    static ListenConfig standard() {
        return config(Values.NONE);
    }

    private static ListenConfig config(Values values) {
        return new ListenConfig(
                values.get(HTTP, List.of(new ListenAddress(null, 80))),
                values.get(HTTPS, List.of(new ListenAddress(null, 443))),
                values.get(ADMIN, List.of(new ListenAddress("127.0.0.1", 9180))));
    }

    private static ListenConfig listen(Values values, Node node, Reading in) {
        ListenConfig config = config(values);
        if (config.http().isEmpty() && config.https().isEmpty()) {
            in.error(node, "'http' and 'https' are both off; there is nothing left to listen on");
        }
        List<ListenAddress> all = new ArrayList<>(config.http());
        all.addAll(config.https());
        all.addAll(config.admin());
        for (int i = 0; i < all.size(); i++) {
            for (int k = 0; k < i && !in.isFull(); k++) {
                if (clash(all.get(i), all.get(k))) {
                    in.error(
                            node, "the port " + all.get(i).port() + " is used twice here; each listener needs its own");
                }
            }
        }
        return config;
    }

    private static boolean clash(ListenAddress one, ListenAddress other) {
        boolean sameAddress = one.address() == null
                || other.address() == null
                || one.address().equals(other.address());
        return one.port() != 0 && one.port() == other.port() && sameAddress;
    }

    private static List<ListenAddress> parseOrOff(String text) throws Mistake {
        return Scalars.isOff(text) ? List.of() : List.of(parse(text));
    }

    private static ListenAddress parse(String text) throws Mistake {
        int colon = text.lastIndexOf(':');
        String address = text.substring(0, Math.max(0, colon));
        if (DIGITS.matcher(address).matches()) {
            throw new Mistake("looks like a port mapping of Docker; write only the port that Sluice listens on");
        }
        return new ListenAddress(address(address), port(text.substring(colon + 1)));
    }

    private static @Nullable String address(String text) throws Mistake {
        if (text.isEmpty() || text.equals("*")) {
            return null;
        }
        boolean brackets = text.startsWith("[") && text.endsWith("]");
        byte[] address = IpText.parse(brackets ? text.substring(1, text.length() - 1) : text);
        if (address != null && brackets == (text.indexOf(':') >= 0)) {
            return IpText.format(address);
        }
        if (text.equals("localhost")) {
            return text;
        }
        throw new Mistake("has no address of this machine before the port; write an IP address, as in 127.0.0.1:80 or"
                + " \"[::1]:80\"");
    }

    private static int port(String text) throws Mistake {
        try {
            return Scalars.parseNumber(text, 0, 65535);
        } catch (Mistake mistake) {
            throw new Mistake("is neither a port (a number from 0 to 65535) nor address:port nor 'off'");
        }
    }
}
