package dev.sluice.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A cable between this machine and an engine's network: over it, what containers publish is reached as from the internet, from an
 * address of its own. It goes with the engine.
 *
 * @param outside this machine's end
 * @param engine the engine's end, where it publishes
 */
record EngineLink(InetAddress outside, InetAddress engine) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Lays it to the network of a process; {@code folder} takes what is printed. */
    static EngineLink to(long pid, Path folder) throws IOException {
        // a network for measurements (RFC 2544), which no other part of the machine has; the pid keeps several engines
        // apart
        String prefix = "198.18." + (pid >> 6 & 255) + ".";
        long last = (pid & 63) << 2;
        String outside = prefix + (last + 1);
        String engine = prefix + (last + 2);
        String device = "sluice" + pid;
        String inside = "nsenter --target " + pid + " --net ip ";
        String commands = "ip link add " + device + " type veth peer name outside netns " + pid
                + " && ip addr add " + outside + "/30 dev " + device + " && ip link set " + device + " up && "
                + inside + "addr add " + engine + "/30 dev outside && " + inside + "link set outside up";
        ChildProcess.run(folder, PATIENCE, List.of("env", "PATH=/usr/sbin:/sbin:/usr/bin:/bin", "sh", "-c", commands));
        return new EngineLink(InetAddress.getByName(outside), InetAddress.getByName(engine));
    }
}
