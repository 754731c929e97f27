package dev.sluice.dist.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;

/**
 * Makes the cache of loaded and linked classes: runs the distribution as users do, has it answer requests over plain HTTP and TLS and
 * order certificates, and ends it by SIGTERM; then the virtual machine makes the cache from what it has seen.
 *
 * <p>What is to start quickly has to happen here once.
 */
public final class Training {
    /** The name of the file with what the last process wrote, in the scratch folder. */
    public static final String LOG = "training.log";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String BEFORE = "http.before.test";

    private final Path cache;
    private final Path scratch;
    private final Path jdk;
    private final JavaCommand java;

    /**
     * Trains a distribution.
     *
     * @param home the distribution
     * @param scratch an empty folder; its {@link #LOG} tells why a training failed
     * @param jdk a JDK with {@code keytool}
     * @param loader the program and its options that start the runtime's {@code java}, if the system here cannot start it
     */
    public Training(Path home, Path scratch, Path jdk, List<String> loader) {
        this.cache = home.resolve("lib/sluice.aot");
        this.scratch = scratch;
        this.jdk = jdk;
        this.java = new JavaCommand(home, loader);
    }

    /** Trains the distribution of an image: {@code HOME SCRATCH JDK [LOADER...]}. */
    public static void main(String[] args) throws IOException, InterruptedException, GeneralSecurityException {
        List<String> loader = List.of(args).subList(3, args.length);
        new Training(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), loader).run();
    }

    /** Writes {@code lib/sluice.aot}. */
    public void run() throws IOException, InterruptedException, GeneralSecurityException {
        Files.deleteIfExists(cache);
        Path seen = scratch.resolve("sluice.aotconf");
        try (Backend backend = Backend.start();
                TrainingCa ca = TrainingCa.start(new Keytool(scratch, jdk))) {
            TrainingFile file = new TrainingFile(scratch.resolve("data"), ca.port(), ca.root(), backend.port());
            // most starts find a CA of the machine and certificates in their folder: so shall the one that is recorded
            try (TrainingEdge edge = start(file.text(List.of(BEFORE)), List.of())) {
                ca.serveCertificates(edge.ports(), 1);
                edge.stop(PATIENCE);
            }
            List<String> names = List.of(BEFORE, "http.trained.test", "tls.trained.test");
            try (TrainingEdge edge = start(file.text(names), JavaCommand.record(seen))) {
                ca.serveCertificates(edge.ports(), names.size());
                Visits.pay(edge.ports());
                edge.stop(PATIENCE);
            }
        }
        TrainingEdge.await(java.start(JavaCommand.create(seen, cache), config(), log()), PATIENCE);
        Files.deleteIfExists(seen);
        if (!Files.exists(cache)) {
            throw new IOException("no cache was written");
        }
    }

    private TrainingEdge start(String configuration, List<String> options) throws IOException, InterruptedException {
        Files.writeString(config(), configuration);
        return TrainingEdge.start(java.start(options, config(), log()), log());
    }

    private Path config() {
        return scratch.resolve("sluice.yaml");
    }

    private Path log() {
        return scratch.resolve(LOG);
    }
}
