package dev.sluice.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * A Docker engine of its own, in namespaces of its own for network and mounts: its bridges, ports and rules are nobody else's, and
 * end with it. Needs root.
 */
public final class DockerEngine implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final ChildProcess daemon;
    private final Path folder;
    private final String address;

    private DockerEngine(ChildProcess daemon, Path folder, String address) {
        this.daemon = daemon;
        this.folder = folder;
        this.address = address;
    }

    /** Starts it; {@code folder} takes its log, its images and containers are below a temporary folder that ends with it. */
    public static DockerEngine start(Path folder) throws IOException {
        RealParts.require("dockerd");
        RealParts.require("unshare");
        RealParts.require(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "a Docker engine needs root");
        Path own = Files.createTempDirectory("engine"); // the path of a socket must be short
        String address = "unix://" + own.resolve("socket");
        String command = "ip link set lo up; exec dockerd --data-root " + own + "/data --exec-root " + own + "/exec"
                + " --pidfile " + own + "/pid -H " + address;
        ChildProcess daemon = ChildProcess.start(
                folder.resolve("dockerd.log"),
                Map.of("PATH", System.getenv("PATH") + ":/usr/sbin:/sbin"),
                List.of("unshare", "--net", "--mount", "--propagation", "private", "sh", "-c", command));
        Awaitility.await().atMost(PATIENCE).until(() -> {
            if (!daemon.alive()) {
                throw new AssertionError("the engine ended:\n" + daemon.output());
            }
            return daemon.output().contains("API listen on");
        });
        return new DockerEngine(daemon, own, address);
    }

    /** The packaged client's path: another on the path may speak a newer protocol than the engine. */
    public static Path client() {
        Path packaged = Path.of("/usr/bin/docker");
        return Files.isExecutable(packaged) ? packaged : RealParts.require("docker");
    }

    /** The engine's address, as {@code DOCKER_HOST} takes it. */
    public String address() {
        return address;
    }

    /** Runs the client to its end and gives what it printed; fails where it does. */
    public String docker(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(client().toString(), "-H", address));
        command.addAll(List.of(arguments));
        return ChildProcess.run(folder, PATIENCE, command).strip();
    }

    /** Runs a program in the engine's network, from where its containers can be reached, and gives its output. */
    public String inNetwork(String... arguments) throws IOException {
        return ChildProcess.run(folder, PATIENCE, inNetworkCommand(arguments));
    }

    /** The command line that does so. */
    public List<String> inNetworkCommand(String... arguments) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--target", Long.toString(daemon.pid()), "--net"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Removes all containers and ends the engine. */
    @Override
    public void close() throws IOException {
        String all = docker("ps", "-aq");
        for (String id : all.lines().toList()) {
            docker("rm", "-f", "-v", id);
        }
        daemon.signal("TERM");
        daemon.await(PATIENCE);
        daemon.close();
        ChildProcess.run(Path.of("target"), PATIENCE, List.of("rm", "-rf", "--one-file-system", folder.toString()));
    }
}
