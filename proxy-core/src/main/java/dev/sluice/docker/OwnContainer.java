package dev.sluice.docker;

import dev.sluice.base.files.BoundedFile;
import dev.sluice.base.json.Json;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The container that Sluice runs in.
 *
 * @param id as the engine knows it; null where Sluice runs in none of this engine's containers
 */
record OwnContainer(@Nullable String id) {
    private static final int MAX_FILE = 4 << 20;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,250}");
    private static final Pattern ID = Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])");
    /** Files that an engine mounts into a container, from a folder that it names by the container's id. */
    private static final Pattern OF_ENGINE = Pattern.compile(" /etc/(hostname|hosts|resolv\\.conf) ");

    /** Looks for it, in whatever tells: mounts, control group, host name, addresses. */
    static OwnContainer find(Engine engine) throws EngineTrouble {
        Set<String> candidates = new LinkedHashSet<>();
        for (String line : lines(Path.of("/proc/self/mountinfo"))) {
            if (OF_ENGINE.matcher(line).find()) {
                addIds(line, candidates);
            }
        }
        lines(Path.of("/proc/self/cgroup")).forEach(line -> addIds(line, candidates));
        String hostName = String.join("", lines(Path.of("/etc/hostname"))).strip();
        if (hostName.matches("[0-9a-f]{12}")) {
            candidates.add(hostName);
        }
        for (String candidate : candidates) {
            String id = engine.container(candidate).get("Id").text();
            if (id.startsWith(candidate)) {
                return new OwnContainer(id);
            }
        }
        return byAddress(engine);
    }

    private static void addIds(String line, Set<String> candidates) {
        Matcher ids = ID.matcher(line);
        while (ids.find()) {
            candidates.add(ids.group());
        }
    }

    private static OwnContainer byAddress(Engine engine) throws EngineTrouble {
        Set<String> own = ownAddresses();
        for (Json container : engine.running().all()) {
            Json networks = container.get("NetworkSettings").get("Networks");
            for (String name : networks.names()) {
                if (own.contains(networks.get(name).get("IPAddress").text())) {
                    return new OwnContainer(container.get("Id").text());
                }
            }
        }
        return new OwnContainer(null);
    }

    private static Set<String> ownAddresses() {
        Set<String> own = new HashSet<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress())
                    .forEach(address -> own.add(address.getHostAddress()));
        } catch (SocketException e) {
            return Set.of(); // then nothing is found by them
        }
        return own;
    }

    private static Iterable<String> lines(Path file) {
        try {
            return BoundedFile.lines(file, MAX_FILE);
        } catch (IOException e) {
            return Set.of(); // one source less
        }
    }

    /** What can be reached from here now, as networks come and go. */
    NetworkView view(Engine engine) throws EngineTrouble {
        if (id == null) {
            return new NetworkView(true, Set.of());
        }
        Json own = engine.container(id);
        String mode = own.get("HostConfig").get("NetworkMode").text();
        if (!own.isObject() || mode.equals("host")) {
            return new NetworkView(true, Set.of());
        }
        Json networks = mode.startsWith("container:")
                ? networks(engine, mode.substring("container:".length()))
                : own.get("NetworkSettings").get("Networks");
        Set<String> ids = new HashSet<>();
        networks.names()
                .forEach(name -> ids.add(networks.get(name).get("NetworkID").text()));
        ids.remove("");
        return new NetworkView(false, ids);
    }

    /** The networks of a container that others share, which they name by its id or its name. */
    static Json networks(Engine engine, String shared) throws EngineTrouble {
        if (!NAME.matcher(shared).matches()) {
            return new Json(null);
        }
        Json byId = engine.container(shared);
        return (byId.isObject() ? byId : engine.named(shared))
                .get("NetworkSettings")
                .get("Networks");
    }
}
