package dev.sluice.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A program in a process group of its own, its output in a file, ended by its id. */
public final class ChildProcess implements AutoCloseable {
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
    private final Process process;
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a program.
     *
     * @param log where both outputs go
     * @param environment added to the own environment
     */
    public static ChildProcess start(Path log, Map<String, String> environment, List<String> command)
            throws IOException {
        List<String> grouped = new ArrayList<>();
        grouped.add(RealParts.require("setsid").toString());
        grouped.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(grouped)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new ChildProcess(builder.start(), log);
    }

    /** Runs a program to its end; fails where it takes too long or says anything but 0. Gives its output. */
    public static String run(Path folder, Duration atMost, List<String> command) throws IOException {
        Path log = Files.createTempFile(folder, "run", ".log");
        try (ChildProcess child = start(log, Map.of(), command)) {
            int code = child.await(atMost);
            if (code != 0) {
                throw new AssertionError(String.join(" ", command) + " ended with " + code + ":\n" + child.output());
            }
            return child.output();
        }
    }

    /** A port that is free at this moment, and is given to nobody else who asks here: most are bound only later. */
    public static int freePort() throws IOException {
        int port = anyPort();
        while (!GIVEN.add(port)) {
            port = anyPort();
        }
        return port;
    }

    private static int anyPort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }

    /** The process id, also the id of its group. */
    public long pid() {
        return process.pid();
    }

    /** What it has written so far. */
    public String output() throws IOException {
        return Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** Whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Sends a signal, such as {@code TERM}, to the process alone. */
    public void signal(String name) throws IOException {
        kill("-" + name, Long.toString(pid()));
    }

    /** Sends a signal to the whole group. */
    public void signalGroup(String name) throws IOException {
        kill("-" + name, "--", "-" + pid());
    }

    /** Waits for its end and gives the exit code. */
    public int await(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + atMost + ": " + process.info());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits until something accepts connections on the port of loopback. */
    public void awaitPort(int port) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            if (!alive()) {
                throw new AssertionError("ended before it listened:\n" + output());
            }
            return accepts(port);
        });
    }

    /** Resident memory in bytes. */
    public long rss() throws IOException {
        return statusKb("VmRSS") * 1024;
    }

    /** Resident memory that is no page of a file, in bytes. */
    public long anonymous() throws IOException {
        return statusKb("RssAnon") * 1024;
    }

    /** The most resident memory so far, in bytes. */
    public long peakRss() throws IOException {
        return statusKb("VmHWM") * 1024;
    }

    /** Bytes written to storage so far. */
    public long bytesWritten() throws IOException {
        return number(Path.of("/proc/" + pid() + "/io"), "write_bytes");
    }

    @Override
    public void close() throws IOException {
        if (alive()) {
            signalGroup("KILL");
            await(Duration.ofSeconds(10));
        }
    }

    private long statusKb(String name) throws IOException {
        return number(Path.of("/proc/" + pid() + "/status"), name);
    }

    private static long number(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(
                        line.substring(name.length() + 1).replace("kB", "").strip());
            }
        }
        throw new IOException("no " + name + " in " + file);
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void kill(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("kill"));
        command.addAll(List.of(arguments));
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
