package dev.sluice.acme.dns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of the user's that changes the zone. */
final class ExecHook implements TxtProvider {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SHOWN = 300;

    private final String command;

    ExecHook(Map<String, String> settings) {
        this.command = settings.getOrDefault("command", "");
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
            process.getOutputStream().close();
            Thread watch = Thread.startVirtualThread(() -> {
                try {
                    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                        process.destroyForcibly();
                    }
                } catch (InterruptedException _) {
                    // it has ended
                }
            });
            String output = new String(process.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8)
                    .strip()
                    .replaceAll("\\s+", " ");
            int code = process.waitFor();
            watch.interrupt();
            if (code != 0) {
                throw new DnsFailure("the program of `acme.dns`, " + command + " " + what + ", ended with " + code
                        + ": " + output.substring(0, Math.min(output.length(), SHOWN)));
            }
        } catch (IOException e) {
            throw new DnsFailure("the program of `acme.dns` cannot be run: " + e.getMessage(), e);
        }
    }
}
