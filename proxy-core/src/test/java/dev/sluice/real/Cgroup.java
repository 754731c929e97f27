package dev.sluice.real;

import dev.sluice.harness.DockerEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel counts of a container's memory, in version 1 or 2 of control groups.
 *
 * @param folder of the container's own group
 * @param unified whether it is version 2
 */
record Cgroup(Path folder, boolean unified) {

    /** The group of a running container. */
    static Cgroup of(DockerEngine engine, String container) throws IOException {
        String pid = engine.docker("inspect", "-f", "{{.State.Pid}}", container);
        for (String line : Files.readAllLines(Path.of("/proc", pid, "cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts[1].equals("memory")) {
                return new Cgroup(Path.of("/sys/fs/cgroup/memory" + parts[2]), false);
            }
            if (parts[0].equals("0") && Files.exists(Path.of("/sys/fs/cgroup" + parts[2], "memory.current"))) {
                return new Cgroup(Path.of("/sys/fs/cgroup" + parts[2]), true);
            }
        }
        throw new IOException("no memory group of " + container);
    }

    /** The most bytes that were charged so far, pages of files included. */
    long peak() throws IOException {
        return number(unified ? "memory.peak" : "memory.max_usage_in_bytes");
    }

    /** The bytes that are not pages of files and cannot be dropped. */
    long anonymous() throws IOException {
        return counted("memory.stat", unified ? "anon" : "total_rss");
    }

    /** How many processes were killed for want of memory. */
    long killed() throws IOException {
        return counted(unified ? "memory.events" : "memory.oom_control", "oom_kill");
    }

    /** How often the limit was met, so that pages had to be given up. */
    long limitMet() throws IOException {
        return unified ? counted("memory.events", "max") : number("memory.failcnt");
    }

    private long number(String file) throws IOException {
        return Long.parseLong(Files.readString(folder.resolve(file)).strip());
    }

    private long counted(String file, String name) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(file))) {
            if (line.startsWith(name + " ")) {
                return Long.parseLong(line.substring(name.length() + 1));
            }
            seen.add(line);
        }
        throw new IOException("no " + name + " in " + seen);
    }
}
