package dev.sluice.docker;

import dev.sluice.base.json.Json;
import dev.sluice.config.LabelledContainer;
import dev.sluice.config.LabelledContainer.State;
import dev.sluice.config.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The engine's list of containers with labels, as the configuration takes it. */
final class Listing {
    static final String ONE_OFF = "com.docker.compose.oneoff";

    private final Engine engine;
    private final NetworkView view;

    private Listing(Engine engine, NetworkView view) {
        this.engine = engine;
        this.view = view;
    }

    /**
     * What was found.
     *
     * @param containers in the order of their names
     * @param leftOut how many others there are, which are too large together with these
     */
    record Found(List<LabelledContainer> containers, int leftOut) {
        /** Copies the list. */
        Found {
            containers = List.copyOf(containers);
        }
    }

    /** Lists. */
    static Found of(Engine engine, OwnContainer own) throws EngineTrouble {
        Listing listing = new Listing(engine, own.view(engine));
        List<LabelledContainer> all = new ArrayList<>();
        Containers labelled = engine.labelled();
        for (Json container : labelled.all()) {
            if (isService(container)) {
                all.add(listing.container(container));
            }
        }
        all.sort(Comparator.comparing(LabelledContainer::name));
        return new Found(all, labelled.leftOut());
    }

    /** What {@code docker compose run} starts has the labels of its service, but nobody shall ask it for anything. */
    private static boolean isService(Json container) {
        boolean oneOff = container.get("Labels").get(ONE_OFF).text().equalsIgnoreCase("true");
        String state = container.get("State").text();
        return !oneOff && !state.equals("removing") && !state.equals("dead");
    }

    private LabelledContainer container(Json container) throws EngineTrouble {
        State state = state(container);
        Place place = state == State.STOPPED ? new Place(null, "") : place(container);
        return new LabelledContainer(
                name(container),
                container.get("Created").number(),
                labels(container.get("Labels")),
                state,
                place.address(),
                place.why(),
                ports(container.get("Ports")));
    }

    /** The name that the container was given, not one of those that others know it by through links. */
    private static String name(Json container) {
        for (Json name : container.get("Names").items()) {
            String bare = name.text().startsWith("/") ? name.text().substring(1) : name.text();
            if (!bare.isEmpty() && bare.indexOf('/') < 0) {
                return Printable.line(bare);
            }
        }
        String id = container.get("Id").text();
        return Printable.line(id.substring(0, Math.min(12, id.length())));
    }

    private static Map<String, String> labels(Json labels) {
        Map<String, String> all = new HashMap<>();
        for (String name : labels.names()) {
            if (ContainerList.isOurs(name)) {
                all.put(name, labels.get(name).text());
            }
        }
        return all;
    }

    /** Health is told only in words for people, such as {@code Up 3 minutes (health: starting)}. */
    private static State state(Json container) {
        String words = container.get("Status").text();
        if (!container.get("State").text().equals("running")) {
            return State.STOPPED;
        }
        return words.endsWith("(unhealthy)")
                ? State.UNHEALTHY
                : words.endsWith("(health: starting)") || words.endsWith("(starting)") ? State.STARTING : State.READY;
    }

    private static List<Integer> ports(Json ports) {
        return ports.items().stream()
                .filter(port -> port.get("Type").text().equals("tcp"))
                .map(port -> (int) port.get("PrivatePort").number())
                .distinct()
                .sorted()
                .toList();
    }

    private record Place(@Nullable String address, String why) {}

    private Place place(Json container) throws EngineTrouble {
        String mode = container.get("HostConfig").get("NetworkMode").text();
        Json networks = container.get("NetworkSettings").get("Networks");
        if (mode.equals("host")) {
            return view.onHost()
                    ? new Place("127.0.0.1", "")
                    : new Place(
                            null,
                            "the container uses the network of the host, and Sluice, in a container of its own, does"
                                    + " not; put both on one network, or name it in the file");
        }
        if (mode.startsWith("container:")) {
            networks = OwnContainer.networks(engine, mode.substring("container:".length()));
        }
        String address = view.address(networks);
        return address == null
                ? new Place(null, "the container shares no network with Sluice; put both on one network")
                : new Place(address, "");
    }
}
