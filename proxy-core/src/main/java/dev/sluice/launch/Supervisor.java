package dev.sluice.launch;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who looks after a process, and must be told to stop it. */
sealed interface Supervisor {

    /** systemd; {@code user} where it is that of a user's session. */
    record Unit(String name, boolean user) implements Supervisor {}

    /** Docker (or a program like it); {@code id} is shortened to 12 digits. */
    record Container(String id) implements Supervisor {}

    /** Docker, by a helper that holds the port for the container with this address. */
    record PublishedPort(String containerAddress) implements Supervisor {}

    /** Nobody. */
    record Nobody() implements Supervisor {}

    /** The container's id in: docker-ID.scope, /docker/ID, libpod-ID.scope, cri-containerd-ID.scope. */
    Pattern CONTAINER =
            Pattern.compile("(?:docker|libpod|containerd|crio|kubepods[^\\n]*)[-/]([0-9a-f]{64})(?:\\.scope)?");

    Pattern UNIT = Pattern.compile("/([^/\\n]+\\.service)(?=/|$)", Pattern.MULTILINE);

    /**
     * Finds the keeper.
     *
     * @param cgroup the process's control groups, as /proc shows them
     * @param command its arguments
     */
    static Supervisor of(String cgroup, List<String> command) {
        int address = command.indexOf("-container-ip");
        if (address > 0 && address + 1 < command.size() && command.getFirst().endsWith("docker-proxy")) {
            return new PublishedPort(command.get(address + 1));
        }
        Matcher container = CONTAINER.matcher(cgroup);
        if (container.find()) {
            return new Container(container.group(1).substring(0, 12));
        }
        return unit(cgroup);
    }

    /** The innermost service; the one that holds a user's session does not look after what runs in it. */
    private static Supervisor unit(String cgroup) {
        String name = "";
        Matcher matcher = UNIT.matcher(cgroup);
        while (matcher.find()) {
            name = matcher.group(1).startsWith("user@") ? name : matcher.group(1);
        }
        return name.isEmpty() ? new Nobody() : new Unit(name, cgroup.contains("/user@"));
    }
}
