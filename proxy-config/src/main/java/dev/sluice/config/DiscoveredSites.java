package dev.sluice.config;

import dev.sluice.config.LabelReader.Wish;
import dev.sluice.config.LabelledContainer.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    /** The first of a site or a route decides for all: the oldest that runs, so that who comes later changes nothing. */
    private static final Comparator<Wish> BY_RANK = Comparator.<Wish, Boolean>comparing(
                    wish -> wish.container().state() == State.STOPPED)
            .thenComparing(BY_AGE);

    private static final Comparator<Wish> BY_NAME =
            Comparator.comparing(wish -> wish.container().name());

    private final Config file;
    private final List<String> complaints;
    private final Map<HostPattern, SiteConfig> inFile = new HashMap<>();
    /** Who decides about each site, by its name and by its aliases. */
    private final Map<HostPattern, Wish> names = new HashMap<>();

    private final Map<HostPattern, Wish> aliases = new HashMap<>();
    private final Map<HostPattern, Map<PathPattern, List<Wish>>> granted = new HashMap<>();
    /** The oldest, running or not, of each route. */
    private final Map<Discovered.Place, Wish> eldest = new HashMap<>();

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
        Map<HostPattern, List<Wish>> wanted = new LinkedHashMap<>();
        for (Wish wish : wishes.stream().sorted(BY_AGE).toList()) {
            eldest.putIfAbsent(place(wish), wish);
            wanted.computeIfAbsent(wish.site().name(), any -> new ArrayList<>()).add(wish);
        }
        wanted.values().forEach(all -> all.stream().sorted(BY_RANK).forEach(this::grant));
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
        Wish first = names.get(name);
        String against = site != null ? againstFile(wish, site) : first == null ? againstOthers(wish) : "";
        List<Wish> same =
                granted.getOrDefault(name, Map.of()).getOrDefault(wish.route().path(), List.of());
        if (against.isEmpty()) {
            against = againstEldest(wish);
        }
        if (!against.isEmpty()) {
            complain(wish, against);
            return;
        }
        names.putIfAbsent(name, wish);
        if (site == null && first == null) {
            wish.site().aliases().forEach(alias -> aliases.put(alias, wish));
        }
        granted.computeIfAbsent(name, any -> new TreeMap<>(Comparator.comparing(PathPattern::toString)))
                .computeIfAbsent(wish.route().path(), any -> new ArrayList<>())
                .add(wish);
        sayWhatDoesNotCount(wish, same.isEmpty() ? wish : same.getFirst());
    }

    /** Another kind of action would take the requests of who was there before, also while that one is only stopped. */
    private String againstEldest(Wish wish) {
        Wish first = Objects.requireNonNull(eldest.get(place(wish)));
        return wish.route().action().getClass() == first.route().action().getClass()
                ? ""
                : "container " + first.container().name() + " has the route "
                        + wish.site().name() + wish.route().path()
                        + ", and what this one asks for is of another kind; give it another sluice.path";
    }

    private static Discovered.Place place(Wish wish) {
        return new Discovered.Place(wish.site().name(), wish.route().path());
    }

    private void sayWhatDoesNotCount(Wish wish, Wish firstOfRoute) {
        HostPattern name = wish.site().name();
        Wish firstOfSite = Objects.requireNonNull(names.get(name));
        RouteConfig route = wish.route();
        boolean forwards = route.action() instanceof Action.Forward;
        RouteConfig first = firstOfRoute.route();
        if (!(forwards ? route.with(first.action()) : route).equals(first)) {
            complain(
                    wish,
                    "the labels differ from those of the container "
                            + firstOfRoute.container().name() + ", which count for " + name + route.path());
        }
        if (!inFile.containsKey(name)
                && !firstOfSite.site().aliases().containsAll(wish.site().aliases())) {
            complain(
                    wish,
                    "its further names are not used: those of the container "
                            + firstOfSite.container().name() + " count for the site " + quoted(name));
        }
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
        return site.routes().isEmpty()
                ? ""
                : quoted(site.name()) + " has routes in " + file.file().getFileName()
                        + ": write this one there too, or give the site no route of its own";
    }

    private String againstOthers(Wish wish) {
        HostPattern name = wish.site().name();
        Wish owner = aliases.get(name);
        if (owner != null) {
            return quoted(name) + " is an alias of the site "
                    + quoted(owner.site().name()) + " (container "
                    + owner.container().name() + "); write that name";
        }
        String wild = againstWildcard(name);
        for (HostPattern alias : wish.site().aliases()) {
            Wish other = names.containsKey(alias) ? names.get(alias) : aliases.get(alias);
            wild = wild.isEmpty() ? againstWildcard(alias) : wild;
            if (inFile.containsKey(alias)) {
                return quoted(alias) + " belongs to the site "
                        + quoted(Objects.requireNonNull(inFile.get(alias)).name()) + " in the file; remove it here";
            }
            if (other != null) {
                return quoted(alias) + " belongs to the site "
                        + quoted(other.site().name()) + " (container "
                        + other.container().name() + "); remove it from one of them";
            }
        }
        return wild;
    }

    /** A site {@code *.example.com} of the file, be that its name or an alias, keeps what falls under it. */
    private String againstWildcard(HostPattern name) {
        int dot = name.name().indexOf('.');
        SiteConfig wild = name.kind() == HostPattern.Kind.EXACT && dot > 0
                ? inFile.get(
                        new HostPattern(HostPattern.Kind.WILDCARD, name.name().substring(dot + 1)))
                : null;
        return wild == null || wild.routes().isEmpty()
                ? ""
                : quoted(name) + " falls under the site " + quoted(wild.name()) + ", which has routes in "
                        + file.file().getFileName()
                        + ": write this one there too, or give the site no route of its own";
    }

    private SiteConfig site(HostPattern name) {
        SiteConfig first = Objects.requireNonNull(names.get(name)).site();
        List<HostPattern> further = first.aliases().stream()
                .sorted(Comparator.comparing(HostPattern::toString))
                .toList();
        return first.with(further, routes(name));
    }

    private List<RouteConfig> routes(HostPattern site) {
        List<RouteConfig> routes = new ArrayList<>();
        granted.getOrDefault(site, Map.of()).forEach((path, wishes) -> {
            RouteConfig settings = wishes.getFirst().route();
            wishes.sort(BY_NAME);
            routes.add(
                    settings.action() instanceof Action.Forward
                            ? settings.with(new Action.Forward(targets(wishes)))
                            : settings);
            List<String> containers =
                    wishes.stream().map(wish -> wish.container().name()).toList();
            origins.put(new Discovered.Place(site, path), containers);
        });
        return routes;
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
