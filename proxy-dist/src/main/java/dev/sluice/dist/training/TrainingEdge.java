package dev.sluice.dist.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The edge that is trained: a process that serves. */
final class TrainingEdge implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final Ports ports;

    private TrainingEdge(Process process, Ports ports) {
        this.process = process;
        this.ports = ports;
    }

    /** Waits until the process serves. */
    static TrainingEdge start(Process process, Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (process.isAlive() && System.nanoTime() - end < 0) {
            Optional<Ports> ports = Ports.in(Files.readString(log));
            if (ports.isPresent()) {
                return new TrainingEdge(process, ports.get());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        process.destroyForcibly();
        throw new IOException("the edge did not begin to serve");
    }

    Ports ports() {
        return ports;
    }

    /** Ends it by SIGTERM. */
    void stop(Duration patience) throws IOException, InterruptedException {
        process.destroy();
        await(process, patience);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Waits for the end of a process, whatever its exit code. */
    static void await(Process process, Duration patience) throws IOException, InterruptedException {
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the process did not end within " + patience.toSeconds() + " s");
        }
    }
}
