package dev.sluice.config;

import dev.sluice.config.AcmeConfig.Dns;
import dev.sluice.config.Node.Entries;
import dev.sluice.config.Node.Entry;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code dns}: the provider, and whatever settings that provider has. */
final class DnsShape implements Shape<Dns> {

    private static final Map<String, AcmeConfig.Provider> PROVIDERS = providers();

    /** What each provider takes; an entry without settings is not looked at. */
    private static final Map<AcmeConfig.Provider, Set<String>> SETTINGS = Map.of(
            AcmeConfig.Provider.RFC2136,
            new TreeSet<>(Set.of("server", "key-name", "key-secret", "key-algorithm", "zone", "check", "patience")),
            AcmeConfig.Provider.EXEC,
            new TreeSet<>(Set.of("command", "check", "patience")));

    private static final Map<AcmeConfig.Provider, Set<String>> REQUIRED = Map.of(
            AcmeConfig.Provider.RFC2136,
            new TreeSet<>(Set.of("server")),
            AcmeConfig.Provider.EXEC,
            new TreeSet<>(Set.of("command")));

    private final Scalar<AcmeConfig.Provider> provider = Scalars.choice(PROVIDERS);
    private final MapOf<String, String> settings =
            new MapOf<>("a map such as {provider: cloudflare}", Scalars.TEXT, Scalars.TEXT, true);

    @Override
    public @Nullable Dns read(Node node, Reading in) {
        List<MapOf.Named<String, String>> given = settings.read(node, in);
        if (given == null || !(node instanceof Entries map)) {
            return null;
        }
        for (Entry entry : map.entries()) {
            if (entry.key().value().equals("provider")) {
                AcmeConfig.Provider chosen = provider.read(entry.value(), in);
                if (chosen != null) {
                    NotYetAvailable.checkProvider(chosen, entry.value(), in);
                    checkSettings(chosen, map, in);
                }
                return chosen == null ? null : new Dns(chosen, rest(given));
            }
        }
        in.error(node, "'dns' needs a 'provider': " + String.join(", ", PROVIDERS.keySet()));
        return null;
    }

    private static void checkSettings(AcmeConfig.Provider chosen, Entries map, Reading in) {
        Set<String> known = SETTINGS.getOrDefault(chosen, Set.of());
        Set<String> required = new LinkedHashSet<>(REQUIRED.getOrDefault(chosen, Set.of()));
        for (Entry entry : map.entries()) {
            String name = entry.key().value();
            required.remove(name);
            if (!known.isEmpty() && !known.contains(name) && !name.equals("provider")) {
                in.error(entry.key(), "unknown key '" + name + "' of this provider" + Suggestion.of(name, known));
            }
        }
        if (!required.isEmpty()) {
            in.error(map, "this provider needs '" + String.join("' and '", required) + "' as well");
        }
    }

    private static Map<String, String> rest(List<MapOf.Named<String, String>> given) {
        Map<String, String> rest = new LinkedHashMap<>();
        given.forEach(one -> rest.put(one.name(), one.value()));
        rest.remove("provider");
        return rest;
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
        Map<String, Object> properties = Json.map("provider", provider.schema(definitions));
        return Json.map("type", "object", "required", List.of("provider"), "properties", properties);
    }

    private static Map<String, AcmeConfig.Provider> providers() {
        Map<String, AcmeConfig.Provider> providers = new LinkedHashMap<>();
        providers.put("rfc2136", AcmeConfig.Provider.RFC2136);
        providers.put("cloudflare", AcmeConfig.Provider.CLOUDFLARE);
        providers.put("route53", AcmeConfig.Provider.ROUTE53);
        providers.put("exec", AcmeConfig.Provider.EXEC);
        return providers;
    }
}
