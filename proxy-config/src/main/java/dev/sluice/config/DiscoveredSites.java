package dev.sluice.config;

import dev.sluice.config.LabelReader.Wish;
import dev.sluice.config.LabelledContainer.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Brings the wishes of containers and the sites of a file together. Used once, by one thread. */
final class DiscoveredSites {

    private static final Comparator<Wish> BY_AGE = Comparator.<Wish>comparingLong(
                    wish -> wish.container().created())
            .thenComparing(wish -> wish.container().name());
    private static final Comparator<Wish> BY_NAME =
            Comparator.comparing(wish -> wish.container().name());

    private final Config file;
    private final List<String> complaints;
    private final Map<HostPattern, SiteConfig> inFile = new HashMap<>();
    /** Who first asked for a site's name, and for each alias the one who asked for it. */
    private final Map<HostPattern, Wish> names = new HashMap<>();

    private final Map<HostPattern, Wish> aliases = new HashMap<>();
    private final Map<HostPattern, Map<PathPattern, List<Wish>>> granted = new HashMap<>();
    private final Map<Discovered.Place, List<String>> origins = new HashMap<>();

    DiscoveredSites(Config file, List<String> complaints) {
        this.file = file;
        this.complaints = complaints;
        for (SiteConfig site : file.sites()) {
            inFile.put(site.name(), site);
            site.aliases().forEach(alias -> inFile.put(alias, site));
        }
    }

    /** The file's sites with what was added to them, then the others by their names. */
    Config join(List<Wish> wishes) {
        wishes.stream().sorted(BY_AGE).forEach(this::grant);
        List<SiteConfig> sites = new ArrayList<>();
        for (SiteConfig site : file.sites()) {
            List<RouteConfig> routes = new ArrayList<>(site.routes());
            routes.addAll(routes(site.name()));
            sites.add(site.with(site.aliases(), routes));
        }
        List<HostPattern> others = granted.keySet().stream()
                .filter(name -> !inFile.containsKey(name))
                .sorted(Comparator.comparing(HostPattern::toString))
                .toList();
        others.forEach(name -> sites.add(site(name)));
        return file.with(sites, new Discovered(origins, Set.copyOf(others)));
    }

    private void grant(Wish wish) {
        HostPattern name = wish.site().name();
        SiteConfig site = inFile.get(name);
        String against = site == null ? againstOthers(wish) : againstFile(wish, site);
        if (!against.isEmpty()) {
            complain(wish, against);
            return;
        }
        names.putIfAbsent(name, wish);
        if (site == null) {
            wish.site().aliases().forEach(alias -> aliases.putIfAbsent(alias, wish));
        }
        granted.computeIfAbsent(name, any -> new TreeMap<>(Comparator.comparing(PathPattern::toString)))
                .computeIfAbsent(wish.route().path(), any -> new ArrayList<>())
                .add(wish);
    }

    private String againstFile(Wish wish, SiteConfig site) {
        if (!wish.site().name().equals(site.name())) {
            return quoted(wish.site().name()) + " is an alias of the site " + quoted(site.name())
                    + " in the file; write that name";
        }
        for (HostPattern alias : wish.site().aliases()) {
            if (!site.aliases().contains(alias)) {
                return quoted(alias) + " is no name of the site " + quoted(site.name())
                        + " in the file; add it to its 'aliases' there, or remove it here";
            }
        }
        PathPattern path = wish.route().path();
        boolean taken = site.routes().stream().anyMatch(route -> route.path().equals(path));
        return taken
                ? "the file has a route '" + path + "' of the site " + quoted(site.name())
                        + " itself, which is used; take that out, or change sluice.path"
                : "";
    }

    private String againstOthers(Wish wish) {
        HostPattern name = wish.site().name();
        Wish owner = aliases.get(name);
        if (owner != null) {
            return quoted(name) + " is an alias of the site "
                    + quoted(owner.site().name()) + " (container "
                    + owner.container().name() + "); write that name";
        }
        for (HostPattern alias : wish.site().aliases()) {
            Wish other = names.containsKey(alias) ? names.get(alias) : aliases.get(alias);
            if (inFile.containsKey(alias)) {
                return quoted(alias) + " belongs to the site "
                        + quoted(Objects.requireNonNull(inFile.get(alias)).name()) + " in the file; remove it here";
            }
            if (other != null && !other.site().name().equals(name)) {
                return quoted(alias) + " belongs to the site "
                        + quoted(other.site().name()) + " (container "
                        + other.container().name() + "); remove it from one of them";
            }
        }
        return "";
    }

    private SiteConfig site(HostPattern name) {
        List<Wish> all = Objects.requireNonNull(granted.get(name)).values().stream()
                .flatMap(List::stream)
                .toList();
        Set<HostPattern> others = new LinkedHashSet<>();
        all.forEach(wish -> others.addAll(wish.site().aliases()));
        others.remove(name);
        return all.getFirst().site().with(List.copyOf(others), routes(name));
    }

    private List<RouteConfig> routes(HostPattern site) {
        List<RouteConfig> routes = new ArrayList<>();
        granted.getOrDefault(site, Map.of()).forEach((path, wishes) -> {
            wishes.sort(BY_NAME);
            routes.add(route(wishes));
            List<String> containers =
                    wishes.stream().map(wish -> wish.container().name()).toList();
            origins.put(new Discovered.Place(site, path), containers);
        });
        return routes;
    }

    /** One route of those who want the same: the labels of the newest count, of one that runs where any does. */
    private RouteConfig route(List<Wish> wishes) {
        Wish newest = wishes.stream()
                .max(Comparator.<Wish, Boolean>comparing(
                                wish -> wish.container().state() != State.STOPPED)
                        .thenComparing(BY_AGE))
                .orElseThrow();
        RouteConfig settings = newest.route();
        for (Wish wish : wishes) {
            if (!wish.route().with(settings.action()).equals(settings) || isOwn(wish) != isOwn(newest)) {
                complain(
                        wish,
                        "the labels differ from those of the newer container "
                                + newest.container().name() + ", which count for "
                                + newest.site().name()
                                + settings.path());
            }
        }
        return isOwn(newest) ? settings.with(new Action.Forward(targets(wishes))) : settings;
    }

    private static boolean isOwn(Wish wish) {
        return wish.route().action() instanceof Action.Forward(List<Target> targets)
                && targets.getFirst().container() != null;
    }

    /** Those in the best state that any is in. */
    private static List<Target> targets(List<Wish> wishes) {
        Map<State, List<Target>> byState = new LinkedHashMap<>();
        for (Wish wish : wishes) {
            Target target = wish.target();
            if (target != null) {
                byState.computeIfAbsent(wish.container().state(), any -> new ArrayList<>())
                        .add(target);
            }
        }
        return byState.keySet().stream()
                .min(Comparator.naturalOrder())
                .map(byState::get)
                .orElse(List.of());
    }

    private void complain(Wish wish, String sentence) {
        complaints.add("container " + wish.container().name() + ", label sluice.host: " + sentence);
    }

    private static String quoted(HostPattern name) {
        return "'" + name + "'";
    }
}
