package dev.sluice.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
    private ChildProcess daemon;
    private final Path folder;
    private final String address;
    private final EngineLink link;

    private DockerEngine(ChildProcess daemon, Path folder, String address, EngineLink link) {
        this.daemon = daemon;
        this.folder = folder;
        this.address = address;
        this.link = link;
    }

    /** Starts it; {@code folder} takes its log, its images and containers are below a temporary folder that ends with it. */
    public static DockerEngine start(Path folder) throws IOException {
        RealParts.require("dockerd");
        RealParts.require("unshare");
        RealParts.require(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "a Docker engine needs root");
        Path own = Files.createTempDirectory("engine"); // the path of a socket must be short
        String address = "unix://" + own.resolve("socket");
        String command = "ip link set lo up; exec " + dockerd(own);
        ChildProcess daemon = started(
                folder.resolve("dockerd.log"),
                List.of("unshare", "--net", "--mount", "--propagation", "private", "sh", "-c", command));
        return new DockerEngine(daemon, own, address, EngineLink.to(daemon.pid(), own));
    }

    private static String dockerd(Path own) {
        return "dockerd --data-root " + own + "/data --exec-root " + own + "/exec --pidfile " + own + "/pid -H unix://"
                + own + "/socket";
    }

    private static ChildProcess started(Path log, List<String> command) throws IOException {
        ChildProcess daemon =
                ChildProcess.start(log, Map.of("PATH", System.getenv("PATH") + ":/usr/sbin:/sbin"), command);
        Awaitility.await().atMost(PATIENCE).until(() -> {
            if (!daemon.alive()) {
                throw new AssertionError("the engine ended:\n" + daemon.output());
            }
            return daemon.output().contains("API listen on");
        });
        return daemon;
    }

    /**
     * Ends the daemon, does something, and starts it again in the same namespaces with the same containers; those run again that ask
     * for it.
     *
     * @param log where its output goes from then on
     */
    public void restart(Path log, Runnable meanwhile) throws IOException {
        // namespaces end with the last process in them
        try (ChildProcess holder = ChildProcess.start(log, Map.of(), inNamespaces(daemon, "sleep", "600"))) {
            Path own = Path.of("/proc/" + holder.pid() + "/ns/mnt");
            Path wanted = Path.of("/proc/" + daemon.pid() + "/ns/mnt");
            Awaitility.await().until(() -> Files.readSymbolicLink(own).equals(Files.readSymbolicLink(wanted)));
            daemon.signal("TERM");
            daemon.await(PATIENCE);
            daemon = holder;
            meanwhile.run();
            daemon = started(log, inNamespaces(holder, "sh", "-c", "exec " + dockerd(folder)));
        }
    }

    private static List<String> inNamespaces(ChildProcess of, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("nsenter", "--target", Long.toString(of.pid()), "--net", "--mount"));
        command.addAll(List.of(arguments));
        return command;
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
        return docker(PATIENCE, arguments);
    }

    /** The same with another patience than a minute. */
    public String docker(Duration atMost, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(client().toString(), "-H", address));
        command.addAll(List.of(arguments));
        return ChildProcess.run(folder, atMost, command).strip();
    }

    /**
     * Has the engine, and what runs by {@link #besideCommand}, find a name at its own published ports and trust an authority for it.
     *
     * @param host a registry's name
     * @param root PEM file of the authority
     */
    public void trust(String host, Path root) throws IOException {
        Path hosts = folder.resolve("hosts");
        Path trusted = folder.resolve("certs.d");
        boolean first = Files.notExists(hosts);
        if (first) {
            Files.copy(Path.of("/etc/hosts"), hosts);
        }
        Files.writeString(hosts, link.engine().getHostAddress() + " " + host + "\n", StandardOpenOption.APPEND);
        Files.copy(
                root,
                Files.createDirectories(trusted.resolve(host)).resolve("ca.crt"),
                StandardCopyOption.REPLACE_EXISTING);
        if (first) {
            String mounts = "mount --bind " + hosts + " /etc/hosts && mount -t tmpfs none /etc/docker && ln -s "
                    + trusted + " /etc/docker/certs.d";
            ChildProcess.run(folder, PATIENCE, besideCommand("sh", "-c", mounts));
        }
    }

    /** The command line that runs a program in the engine's network and with its files. */
    public List<String> besideCommand(String... arguments) {
        return inNamespaces(daemon, arguments);
    }

    /** Removes all containers, their volumes, and the networks that were made. */
    public void clear() throws IOException {
        List<String> command = new ArrayList<>(List.of("rm", "-f", "-v"));
        command.addAll(docker("ps", "-aq").lines().toList());
        if (command.size() > 3) {
            docker(command.toArray(String[]::new));
        }
        docker("network", "prune", "-f");
    }

    /** The file of its socket. */
    public Path socket() {
        return folder.resolve("socket");
    }

    /** Where a port that a container publishes is reached from here, as from the internet. */
    public InetSocketAddress published(int port) {
        return new InetSocketAddress(link.engine(), port);
    }

    /** The address that containers see this process come from, and under which they reach it. */
    public InetAddress outside() {
        return link.outside();
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
        clear();
        daemon.signal("TERM");
        daemon.await(PATIENCE);
        daemon.close();
        ChildProcess.run(Path.of("target"), PATIENCE, List.of("rm", "-rf", "--one-file-system", folder.toString()));
    }
}
