package dev.sluice.acme.dns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** A program of the user's that changes the zone. */
final class ExecHook implements TxtProvider {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(20);

    /** What is kept of its output; the rest is read and forgotten, so that the program can go on. */
    private static final int MAX_OUTPUT = 64 * 1024;

    private static final int SHOWN = 300;

    private final String command;
    private final Duration patience;

    ExecHook(Map<String, String> settings) {
        this(settings, PATIENCE);
    }

    ExecHook(Map<String, String> settings, Duration patience) {
        this.command = settings.getOrDefault("command", "");
        this.patience = patience;
    }

    @Override
    public void add(String name, String value) throws DnsFailure, InterruptedException {
        run("add", name, value);
    }

    @Override
    public void remove(String name, String value) throws DnsFailure, InterruptedException {
        run("remove", name, value);
    }

    private void run(String what, String name, String value) throws DnsFailure, InterruptedException {
        try {
            Process process = new ProcessBuilder(command, what, name, value)
                    .redirectErrorStream(true)
                    .start();
            try {
                process.getOutputStream().close();
                String output = follow(process);
                if (process.isAlive()) {
                    throw failed(what, "did not end within " + patience.toSeconds() + " s", output);
                }
                if (process.exitValue() != 0) {
                    throw failed(what, "ended with " + process.exitValue(), output);
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                process.getInputStream().close();
            }
        } catch (IOException e) {
            throw new DnsFailure("the program of `acme.dns` cannot be run: " + e.getMessage(), e);
        }
    }

    /**
     * Reads until the program has ended, or its time is up. What it has started and left behind may hold the output open for ever: a read
     * is tried only if there is something to read.
     */
    private String follow(Process process) throws IOException, InterruptedException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        long end = System.nanoTime() + patience.toNanos();
        boolean alive = true;
        while (alive && end - System.nanoTime() > 0) {
            alive = process.isAlive(); // before the output: what it wrote last is then read
            if (take(process.getInputStream(), kept) == 0 && alive) {
                process.waitFor(LOOK);
            }
        }
        while (kept.size() < MAX_OUTPUT && take(process.getInputStream(), kept) > 0) {
            // what was left when it ended
        }
        return kept.toString(StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
    }

    /** Takes what is there, up to a buffer's worth. */
    private static int take(InputStream output, ByteArrayOutputStream kept) throws IOException {
        int count = Math.min(output.available(), 8192);
        byte[] some = output.readNBytes(count);
        kept.write(some, 0, Math.min(some.length, MAX_OUTPUT - kept.size()));
        return some.length;
    }

    private DnsFailure failed(String what, String how, String output) {
        String shown = output.substring(0, Math.min(output.length(), SHOWN));
        return new DnsFailure("the program of `acme.dns`, " + command + " " + what + ", " + how + ": " + shown);
    }
}
