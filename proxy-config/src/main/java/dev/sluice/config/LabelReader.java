package dev.sluice.config;

import dev.sluice.config.LabelledContainer.State;
import dev.sluice.config.MapOf.Named;
import dev.sluice.config.Node.Text;
import dev.sluice.config.Target.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a site with one route of the labels of one container, by the keys, checks and defaults of a file. What is wrong is told
 * with the label that it stands in.
 */
final class LabelReader {

    /**
     * What one container asks for.
     *
     * @param site with one route
     * @param container who asks
     */
    record Wish(SiteConfig site, LabelledContainer container) {
        RouteConfig route() {
            return site.routes().getFirst();
        }

        /** Where the container is reached; null where its labels want no requests there, or it does not run. */
        @Nullable
        Target target() {
            return container.state() != State.STOPPED
                            && route().action() instanceof Action.Forward(List<Target> targets)
                    ? targets.getFirst()
                    : null;
        }
    }

    private static final String NO_HOST_YET =
            "192.0.2.1"; // RFC 5737: stands for the address of a container that does not run

    private static final int MOST = 64;
    private static final int LONGEST = 4096;
    private static final int LONGEST_SUM = 65_536;
    private static final String LOOPBACK = "127.0.0.1"; // of a container with the network of the host

    private final LabelledContainer container;
    private final Problems problems = new Problems("", new SourceText(""));
    private final LabelTree tree;
    private final Reading in;
    private Set<Integer> ownPorts = Set.of();
    private @Nullable OwnAddresses own;

    LabelReader(LabelledContainer container) {
        this.container = container;
        this.tree = new LabelTree(container.labels(), problems);
        this.in = new Reading(problems, null);
    }

    /** The wish, or null: then {@link #complaints} say why. {@code inherited} is what the routes of a site have from the file. */
    @Nullable
    Wish read(Function<HostPattern, Values> inherited, ListenConfig listen) {
        ownPorts = ports(listen);
        own = new OwnAddresses(listen);
        Values values = LabelKeys.ALL.read(tree.root(), in);
        List<HostPattern> hosts = values == null ? null : values.get(LabelKeys.HOST);
        if (values == null || hosts == null) {
            return null;
        }
        Text at = text(tree.at(LabelKeys.HOST), hosts.getFirst().toString());
        List<Named<PathPattern, Values>> routes =
                List.of(new Named<>(at, values.get(LabelKeys.PATH, PathPattern.ALL), withAction(values, at)));
        Values site = new Values.Gathering()
                .with(SiteKeys.ALIASES, at, hosts.subList(1, hosts.size()))
                .with(SiteKeys.ROUTES, at, routes)
                .done();
        Values above = inherited.apply(hosts.getFirst()).placed(at); // lines of the file are no labels
        SiteConfig read =
                problems.isEmpty() ? new SiteReader(above, listen, false, in).read(at, hosts.getFirst(), site) : null;
        return read != null && problems.isEmpty() ? new Wish(read, container) : null;
    }

    /** Why these labels are too many or too long to be read; empty where they are not. */
    static String tooMuch(Map<String, String> labels) {
        long sum = 0;
        int count = 0;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            if (!label.getKey().startsWith(LabelTree.PREFIX)) {
                continue;
            }
            count++;
            sum += label.getKey().length() + label.getValue().length();
            if (label.getValue().length() > LONGEST) {
                return "one of its labels is longer than " + LONGEST + " characters";
            }
        }
        return count > MOST
                ? "it has more than " + MOST + " labels of Sluice"
                : sum > LONGEST_SUM ? "its labels are longer than " + LONGEST_SUM + " characters together" : "";
    }

    /** What is wrong, one sentence each. */
    List<String> complaints() {
        List<String> sentences = new ArrayList<>();
        for (Problem problem : problems.errors()) {
            sentences.add(
                    "container " + container.name() + ", label " + tree.label(problem.at()) + ": " + problem.message());
        }
        return sentences;
    }

    private Values withAction(Values values, Text at) {
        List<Key<?>> actions = values.present(RouteKeys.ACTIONS);
        if (actions.isEmpty()) {
            Target target = target(values, at);
            return target == null
                    ? values
                    : Values.of(RouteKeys.TO, at, List.of(target)).over(values);
        }
        for (Key<?> key : values.present(LabelKeys.OF_TARGET)) {
            in.error(
                    values.at(key, at),
                    "'" + key.name() + "' has no effect beside '"
                            + actions.getFirst().name() + "'; remove one of them");
        }
        return values;
    }

    private @Nullable Target target(Values values, Text at) {
        Scheme scheme = values.get(LabelKeys.SCHEME, Scheme.HTTP);
        if (values.has(TargetKeys.VERIFY) && scheme != Scheme.HTTPS) {
            in.error(
                    values.at(TargetKeys.VERIFY, at),
                    "only 'sluice.scheme=https' has a certificate to verify; remove this");
        }
        String address = container.address();
        if (container.state() == State.STOPPED) {
            return target(values, scheme, NO_HOST_YET, 1);
        }
        Integer port = values.has(LabelKeys.PORT) ? values.get(LabelKeys.PORT) : exposed(at);
        if (address == null) {
            in.error(at, container.whyNoAddress());
        } else if (port != null && isOwn(address, port)) {
            in.error(
                    values.at(LabelKeys.PORT, at),
                    "Sluice itself listens on port " + port + " of this machine; no container may offer that");
        }
        return address == null || port == null ? null : target(values, scheme, address, port);
    }

    private boolean isOwn(String address, int port) {
        OwnAddresses addresses = own;
        return (LOOPBACK.equals(address) && ownPorts.contains(port))
                || (addresses != null && addresses.has(address, port));
    }

    private Target target(Values values, Scheme scheme, String address, int port) {
        return new Target(
                Position.START,
                scheme,
                address,
                port,
                null,
                values.get(TargetKeys.WEIGHT, 1),
                values.get(TargetKeys.VERIFY, true),
                null,
                container.name());
    }

    private static Set<Integer> ports(ListenConfig listen) {
        return Stream.of(listen.http(), listen.https(), listen.admin())
                .flatMap(List::stream)
                .map(ListenAddress::port)
                .collect(Collectors.toSet());
    }

    private @Nullable Integer exposed(Text at) {
        List<Integer> ports = container.ports();
        if (ports.size() == 1) {
            return ports.getFirst();
        }
        String found = ports.isEmpty()
                ? "the container exposes no TCP port"
                : "the container exposes several TCP ports ("
                        + String.join(", ", ports.stream().map(String::valueOf).toList()) + ")";
        in.error(at, found + "; set the label sluice.port to the one that the application listens on");
        return null;
    }

    private static Text text(Position at, String value) {
        return new Text(at, 1, value, value, false, true);
    }
}
