package dev.sluice.observe;

import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which {@code Host} the admin server believes. A web page whose name an attacker lets point here (DNS rebinding) sends that name: so
 * only names are taken that no attacker can own.
 */
final class HostRule {
    private HostRule() {}

    /**
     * Whether a request may be answered.
     *
     * @param host the value of {@code Host}, with or without a port; null where there is none
     * @param configured the address as the configuration names it, or null
     * @param local whether the request came over the loopback interface; if not, names without a dot are taken too, as they are what
     *     containers call each other
     */
    static boolean allows(@Nullable String host, @Nullable String configured, boolean local) {
        if (host == null) {
            return false;
        }
        String name = withoutPort(host).toLowerCase(Locale.ROOT);
        if (NetUtil.isValidIpV4Address(name) || isBracketedIpV6(name) || name.equals("localhost")) {
            return true;
        }
        if (configured != null && name.equals(configured.toLowerCase(Locale.ROOT))) {
            return true;
        }
        return !local && !name.isEmpty() && name.chars().allMatch(HostRule::isNameCharacter);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static boolean isBracketedIpV6(String name) {
        return name.startsWith("[")
                && name.endsWith("]")
                && NetUtil.isValidIpV6Address(name.substring(1, name.length() - 1));
    }

    private static boolean isNameCharacter(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= '0' && character <= '9')
                || character == '-'
                || character == '_';
    }
}
