package dev.sluice.config;

import dev.sluice.config.Target.Scheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys that labels may have: those of a route, and a few of their own in the place of {@code to}. */
final class LabelKeys {

    private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");

    static final Key<List<HostPattern>> HOST = Key.of(
            "host",
            Scalars.LINES.then(LabelKeys::hosts),
            "",
            "Names of the site, with commas or spaces between them; all but the first are its aliases.");
    static final Key<PathPattern> PATH = Key.of("path", SiteKeys.PATH, "/", "Path of the route.");
    static final Key<Integer> PORT =
            Key.of("port", Scalars.number(1, 65535), "the only exposed one", "Port that the application listens on.");
    static final Key<Scheme> SCHEME =
            Key.of("scheme", Scalars.choice(schemes()), "http", "How the application is spoken to.");

    /** What only says how the container itself is reached. */
    static final List<Key<?>> OF_TARGET = List.of(PORT, SCHEME, TargetKeys.WEIGHT, TargetKeys.VERIFY);

    static final Keys ALL = new Keys("route", all())
            .hint(new Keys("route", RouteKeys.TO), "to a route of the file, as a container offers itself alone")
            .hint(SiteKeys.ALL, "to a site of the file; labels may add routes to that");

    private static final int MAX_HOSTS = 20;

    private LabelKeys() {}

    private static Key<?>[] all() {
        List<Key<?>> keys = new ArrayList<>(List.of(HOST, PATH));
        keys.addAll(OF_TARGET);
        for (Key<?> key : RouteKeys.ALL.all()) {
            if (key != RouteKeys.HOST
                    && key != RouteKeys.TO) { // a name that is taken here, and a way to what is not here
                keys.add(key);
            }
        }
        return keys.toArray(Key<?>[]::new);
    }

    private static @Nullable List<HostPattern> hosts(String text, Node node, Reading in) {
        Set<HostPattern> hosts = new LinkedHashSet<>();
        String[] parts = SEPARATOR.split(text.strip(), -1);
        if (parts.length > MAX_HOSTS) {
            in.error(node, "'host' has more than " + MAX_HOSTS + " names; write this site in the file");
            return null;
        }
        boolean sound = true;
        for (String part : parts) {
            HostPattern host = SiteKeys.HOST.read(new Node.Text(node.at(), node.width(), part, part, false, true), in);
            sound &= host != null;
            if (host != null) {
                hosts.add(host);
            }
        }
        return sound ? List.copyOf(hosts) : null;
    }

    private static Map<String, Scheme> schemes() {
        Map<String, Scheme> schemes = new LinkedHashMap<>();
        for (Scheme scheme : List.of(Scheme.HTTP, Scheme.HTTPS, Scheme.H2C)) {
            schemes.put(scheme.name().toLowerCase(Locale.ROOT), scheme);
        }
        return schemes;
    }
}
