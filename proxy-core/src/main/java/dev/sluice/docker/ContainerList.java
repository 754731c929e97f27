package dev.sluice.docker;

import dev.sluice.base.json.Json;
import dev.sluice.base.json.JsonException;
import dev.sluice.base.json.JsonReader;
import dev.sluice.base.json.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the engine's list one container after the other, and keeps of each only what Sluice looks at. What is wrong with a container, or
 * too much of it, costs that container alone: where all together hold more than 4 MB, those that hold most are left out.
 */
final class ContainerList {
    private static final String OURS = "sluice.";

    /** One more than may be used, so that whoever looks at them sees that there are too many, or that one is too long. */
    private static final int MAX_LABELS = 65;

    private static final int MAX_LABEL = 4097;
    private static final int MAX_TEXT = 512;
    private static final int MAX_ALL = 4 * 1024 * 1024;
    private static final int ENTRY = 64;

    private static final Wanted TEXT = new Wanted.Plain(MAX_TEXT);
    private static final Wanted PORT = new Wanted.Members(Map.of("Type", TEXT, "PrivatePort", TEXT));
    private static final Wanted NETWORK =
            new Wanted.Members(Map.of("NetworkID", TEXT, "IPAddress", TEXT, "GlobalIPv6Address", TEXT));
    private static final Wanted CONTAINER = new Wanted.Members(Map.of(
            "Id", TEXT,
            "Names", new Wanted.Each(TEXT, 64),
            "Created", TEXT,
            "State", TEXT,
            "Status", TEXT,
            "Labels", new Wanted.Named(ContainerList::isLookedAt, new Wanted.Plain(MAX_LABEL), MAX_LABELS + 1),
            "Ports", new Wanted.Each(PORT, 4096),
            "HostConfig", new Wanted.Members(Map.of("NetworkMode", TEXT)),
            "NetworkSettings", new Wanted.Members(Map.of("Networks", new Wanted.Named(name -> true, NETWORK, 256)))));

    private record Held(long number, Object container, long size) {}

    private final PriorityQueue<Held> largestFirst =
            new PriorityQueue<>(Comparator.comparingLong(Held::size).reversed());
    private long held;
    private long number;
    private int leftOut;

    private ContainerList() {}

    /**
     * Reads an answer.
     *
     * @throws EngineTrouble if it is not a list, or what holds it together is broken
     */
    static Containers read(InputStream body) throws IOException {
        try {
            return read(new JsonReader(body));
        } catch (JsonException e) {
            throw EngineAdvice.notJson(e);
        }
    }

    private static Containers read(JsonReader in) throws IOException {
        ContainerList list = new ContainerList();
        if (!in.takes('[')) {
            in.skip();
            throw new EngineTrouble("what answers there is no Docker engine");
        }
        if (!in.takes(']')) {
            do {
                list.hold(CONTAINER.read(in));
            } while (in.takes(','));
            in.expect(']');
        }
        in.end();
        return list.done();
    }

    static boolean isOurs(String label) {
        return label.startsWith(OURS);
    }

    private static boolean isLookedAt(String label) {
        return isOurs(label) || label.equals(Listing.ONE_OFF);
    }

    private void hold(@Nullable Object container) {
        if (container == null) {
            return; // something else than a container
        }
        long size = size(container);
        largestFirst.add(new Held(number++, container, size));
        held += size;
        while (held > MAX_ALL) {
            held -= largestFirst.remove().size();
            leftOut++;
        }
    }

    private static long size(@Nullable Object value) {
        return ENTRY
                + switch (value) {
                    case String text -> text.length();
                    case Map<?, ?> map ->
                        map.entrySet().stream()
                                .mapToLong(each -> size(each.getKey()) + size(each.getValue()))
                                .sum();
                    case Iterable<?> list -> {
                        long sum = 0;
                        for (Object each : list) {
                            sum += size(each);
                        }
                        yield sum;
                    }
                    case null, default -> 0;
                };
    }

    private Containers done() {
        Map<Long, Json> inOrder = new TreeMap<>();
        for (Held each : largestFirst) {
            inOrder.put(each.number(), new Json(each.container()));
        }
        return new Containers(List.copyOf(inOrder.values()), leftOut);
    }
}
