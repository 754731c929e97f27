package dev.sluice.config;

import dev.sluice.config.AcmeConfig.Dns;
import dev.sluice.config.Node.Entries;
import dev.sluice.config.Node.Entry;
import java.util.HashSet;
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

    private static final Set<String> COMMON = Set.of("check", "patience");

    /** What each provider takes beside the common settings. */
    private static final Map<AcmeConfig.Provider, Set<String>> SETTINGS = Map.of(
            AcmeConfig.Provider.RFC2136,
            Set.of("server", "key-name", "key-secret", "key-algorithm", "zone"),
            AcmeConfig.Provider.CLOUDFLARE,
            Set.of("token", "zone", "url"),
            AcmeConfig.Provider.ROUTE53,
            Set.of("access-key", "secret-key", "session-token", "zone", "url", "metadata-url"),
            AcmeConfig.Provider.ACME_DNS,
            Set.of("url", "username", "password", "subdomain", "accounts"),
            AcmeConfig.Provider.EXEC,
            Set.of("command"),
            AcmeConfig.Provider.MANUAL,
            Set.of());

    private static final Map<AcmeConfig.Provider, List<String>> REQUIRED = Map.of(
            AcmeConfig.Provider.RFC2136,
            List.of("server"),
            AcmeConfig.Provider.CLOUDFLARE,
            List.of("token"),
            AcmeConfig.Provider.ACME_DNS,
            List.of("url"),
            AcmeConfig.Provider.EXEC,
            List.of("command"));

    /** Of these, all or none. */
    private static final Map<AcmeConfig.Provider, List<String>> TOGETHER = Map.of(
            AcmeConfig.Provider.RFC2136,
            List.of("key-name", "key-secret"),
            AcmeConfig.Provider.ROUTE53,
            List.of("access-key", "secret-key"),
            AcmeConfig.Provider.ACME_DNS,
            List.of("username", "password", "subdomain"));

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
                    checkSettings(chosen, map, in);
                }
                return chosen == null ? null : new Dns(chosen, rest(given));
            }
        }
        in.error(node, "'dns' needs a 'provider': " + String.join(", ", PROVIDERS.keySet()));
        return null;
    }

    private static void checkSettings(AcmeConfig.Provider chosen, Entries map, Reading in) {
        Set<String> known = new TreeSet<>(SETTINGS.getOrDefault(chosen, Set.of()));
        known.addAll(COMMON);
        Set<String> missing = new LinkedHashSet<>(REQUIRED.getOrDefault(chosen, List.of()));
        Set<String> given = new HashSet<>();
        for (Entry entry : map.entries()) {
            String name = entry.key().value();
            given.add(name);
            if (!known.contains(name) && !name.equals("provider")) {
                in.error(entry.key(), "unknown key '" + name + "' of this provider" + Suggestion.of(name, known));
            }
            checkUrl(entry, in);
        }
        List<String> together = TOGETHER.getOrDefault(chosen, List.of());
        boolean either = chosen == AcmeConfig.Provider.ACME_DNS && !given.contains("accounts");
        if (either || together.stream().anyMatch(given::contains)) {
            missing.addAll(together);
        }
        missing.removeAll(given);
        if (!missing.isEmpty()) {
            in.error(map, "this provider needs '" + String.join("' and '", missing) + "' as well");
        }
    }

    private static void checkUrl(Entry entry, Reading in) {
        if (entry.key().value().endsWith("url")) {
            AcmeKeys.urlText().read(entry.value(), in);
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
        providers.put("acme-dns", AcmeConfig.Provider.ACME_DNS);
        providers.put("exec", AcmeConfig.Provider.EXEC);
        providers.put("manual", AcmeConfig.Provider.MANUAL);
        return providers;
    }
}
