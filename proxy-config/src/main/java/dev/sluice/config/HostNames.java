package dev.sluice.config;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of hosts as the file writes them. */
final class HostNames {

    private static final int LONGEST = 253;
    private static final Pattern PORT = Pattern.compile(":[0-9]+$");
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

    private HostNames() {}

    static HostPattern pattern(String text) throws Mistake {
        if (text.equals("*")) {
            return HostPattern.ANY;
        }
        if (text.startsWith("*.")) {
            String suffix = site(text.substring(2));
            if (IpText.parse(suffix) != null) {
                throw new Mistake("is not a wildcard; addresses have none");
            }
            return new HostPattern(HostPattern.Kind.WILDCARD, suffix);
        }
        return new HostPattern(HostPattern.Kind.EXACT, site(text));
    }

    private static String site(String text) throws Mistake {
        if (text.contains("://")) {
            throw new Mistake("is a URL; write the host name alone, without 'http://' or 'https://'");
        }
        if (text.contains("/")) {
            throw new Mistake("has a path; write the host name alone, and the path under 'routes'");
        }
        if (text.contains("*")) {
            throw new Mistake("is not a host name; '*' may only stand for the whole first part, as in *.example.com");
        }
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        byte[] address = IpText.parse(bare);
        if (address != null) {
            return IpText.format(address);
        }
        if (PORT.matcher(text).find()) {
            throw new Mistake("has a port; a site is a host name alone, the ports stand under 'listen'");
        }
        String name = ascii(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
        if (!isName(name, false) || NUMBERS.matcher(name).matches()) {
            throw new Mistake("is not a host name such as www.example.com");
        }
        return name;
    }

    /** A backend's name, which may have underscores as Docker's do, or its address without brackets. */
    static String backend(String text) throws Mistake {
        boolean brackets = text.startsWith("[") && text.endsWith("]");
        byte[] address = IpText.parse(brackets ? text.substring(1, text.length() - 1) : text);
        if (address != null && brackets == (text.indexOf(':') >= 0)) {
            return IpText.format(address);
        }
        String name = ascii(text);
        if (address != null || !isName(name, true) || NUMBERS.matcher(name).matches()) {
            throw new Mistake("names no host; write it as host:port, such as app:8080");
        }
        return name;
    }

    private static String ascii(String text) throws Mistake {
        if (text.length() > LONGEST) {
            throw new Mistake("is longer than a host name can be, " + LONGEST + " characters");
        }
        if (Chars.all(text, c -> c < 128)) {
            return text.toLowerCase(Locale.ROOT);
        }
        try {
            return IDN.toASCII(text).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new Mistake("is not a host name such as www.example.com");
        }
    }

    private static boolean isName(String name, boolean underscores) {
        if (name.isEmpty() || name.length() > LONGEST) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '.') {
                if (!isLabel(name, start, i)) {
                    return false;
                }
                start = i + 1;
            } else if (!isAllowed(name.charAt(i), underscores)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLabel(String name, int from, int end) {
        return end > from && end - from <= 63 && name.charAt(from) != '-' && name.charAt(end - 1) != '-';
    }

    private static boolean isAllowed(char c, boolean underscores) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (underscores && c == '_');
    }
}
