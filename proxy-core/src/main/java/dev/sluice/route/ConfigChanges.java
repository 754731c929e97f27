package dev.sluice.route;

import dev.sluice.config.Action;
import dev.sluice.config.Config;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.Target;
import dev.sluice.config.TlsConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a reload changes, in words for the log: keys and names only, as values may be secret. */
public final class ConfigChanges {
    private ConfigChanges() {}

    /** One line for each change, such as {@code changed site a.example: route /api (balance)}; none where nothing but lines moved. */
    public static List<String> describe(Config before, Config after) {
        List<String> lines = new ArrayList<>();
        for (String key : differing(keys(before), keys(after))) {
            lines.add("changed " + key);
        }
        Map<String, SiteConfig> old = byName(before.sites());
        for (SiteConfig site : after.sites()) {
            String name = site.name().toString();
            SiteConfig was = old.remove(name);
            if (was == null) {
                lines.add("added site " + name);
            } else {
                describe(was, site, lines);
            }
        }
        old.keySet().forEach(name -> lines.add("removed site " + name));
        return lines;
    }

    private static void describe(SiteConfig before, SiteConfig after, List<String> lines) {
        List<String> changes = differing(keys(before), keys(after));
        Map<String, RouteConfig> old = byPath(before.routes());
        for (RouteConfig route : after.routes()) {
            String path = route.path().toString();
            RouteConfig was = old.remove(path);
            List<String> keys = was == null ? List.of() : differing(keys(was), keys(route));
            if (was == null) {
                changes.add("added route " + path);
            } else if (!keys.isEmpty()) {
                changes.add("route " + path + " (" + String.join(", ", keys) + ")");
            }
        }
        old.keySet().forEach(path -> changes.add("removed route " + path));
        if (!changes.isEmpty()) {
            lines.add("changed site " + after.name() + ": " + String.join(", ", changes));
        }
    }

    private static List<String> differing(Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {
        List<String> keys = new ArrayList<>();
        after.forEach((key, value) -> {
            if (!Objects.equals(value, before.get(key))) {
                keys.add(key);
            }
        });
        return keys;
    }

    private static Map<String, SiteConfig> byName(List<SiteConfig> sites) {
        Map<String, SiteConfig> map = new LinkedHashMap<>();
        sites.forEach(site -> map.put(site.name().toString(), site));
        return map;
    }

    private static Map<String, RouteConfig> byPath(List<RouteConfig> routes) {
        Map<String, RouteConfig> map = new LinkedHashMap<>();
        routes.forEach(route -> map.put(route.path().toString(), route));
        return map;
    }

    private static Map<String, @Nullable Object> keys(Config config) {
        Map<String, @Nullable Object> keys = new LinkedHashMap<>();
        keys.put("listen", config.listen());
        keys.put("acme", config.acme());
        keys.put("data", config.data());
        keys.put("tls", tls(config.tls()));
        keys.put("trusted-proxies", config.trustedProxies());
        keys.put("proxy-protocol", config.proxyProtocol());
        keys.put("log", config.log());
        keys.put("limits", config.limits());
        keys.put("shutdown", config.grace());
        keys.put("docker", config.docker());
        return keys;
    }

    private static Map<String, @Nullable Object> keys(SiteConfig site) {
        Map<String, @Nullable Object> keys = new LinkedHashMap<>();
        keys.put("aliases", site.aliases());
        keys.put("redirect-aliases", site.redirectAliases());
        keys.put("tls", site.tls());
        keys.put("client-ca", site.clientCa());
        keys.put("redirect-http", site.redirectHttp());
        keys.put("hsts", site.hsts());
        return keys;
    }

    private static Map<String, @Nullable Object> keys(RouteConfig route) {
        Map<String, @Nullable Object> keys = new LinkedHashMap<>();
        keys.put("to", route.action() instanceof Action.Forward forward ? targets(forward) : null);
        keys.put("redirect", route.action() instanceof Action.Redirect redirect ? redirect : null);
        keys.put("respond", route.action() instanceof Action.Respond respond ? respond : null);
        keys.put("files", route.action() instanceof Action.Files files ? files : null);
        keys.put("balance", route.balance());
        keys.put("sticky", route.sticky());
        keys.put("health", route.health());
        keys.put("hold", route.hold());
        keys.put("retry", route.retry());
        keys.put("timeouts", route.timeouts());
        keys.put("headers", route.headers());
        keys.put("host", route.host());
        keys.put("strip-prefix", route.stripPrefix());
        keys.put("rewrite", route.rewrite());
        keys.put("max-body", route.maxBody());
        keys.put("allow", route.allow());
        keys.put("deny", route.deny());
        keys.put("compress", route.extras().compress());
        keys.put("cache", route.extras().cache());
        keys.put("limit", route.extras().limit());
        keys.put("auth", route.extras().auth());
        return keys;
    }

    // Targets and certificates remember where they stand in the file, which is no change.
    private static List<String> targets(Action.Forward forward) {
        List<String> texts = new ArrayList<>();
        for (Target target : forward.targets()) {
            texts.add(target + " " + target.weight() + " " + target.verify() + " " + target.ca());
        }
        return texts;
    }

    private static List<String> tls(TlsConfig tls) {
        List<String> texts = new ArrayList<>();
        texts.add(tls.minVersion().toString());
        for (TlsConfig.CertificateFiles files : tls.certificates()) {
            texts.add(files.cert() + " " + files.key());
        }
        return texts;
    }
}
