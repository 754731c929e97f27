package dev.sluice.launch;

import dev.sluice.config.Config;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.DockerAddress;
import dev.sluice.config.Environment;
import dev.sluice.config.LabelledContainer;
import dev.sluice.config.Labels;
import dev.sluice.config.Loaded;
import dev.sluice.listen.CannotBind;
import dev.sluice.observe.ReloadResult;
import dev.sluice.observe.Reloader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts to use what has changed: the file, whoever asks for it to be read again (a saved file, SIGHUP, the admin address), and the
 * containers that its {@code docker} asks for. One after the other. A bad file leaves everything as it is.
 */
final class Reload implements Reloader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final Path path;
    private final Environment environment;
    private final Consumer<Config> applied;
    private final Containers containers = new Containers(this::discovered);
    private Loaded.Good file;
    private List<LabelledContainer> used = List.of();
    private @Nullable Sluice sluice;
    private volatile boolean closed;

    /**
     * Makes the reload of an edge that is about to be started, and begins to look for containers where the file says so.
     *
     * @param file as it is in use at first
     * @param applied is told of every configuration that is in use from then on
     */
    Reload(Loaded.Good file, Environment environment, Consumer<Config> applied) {
        this.path = file.config().file();
        this.file = file;
        this.environment = environment;
        this.applied = applied;
        containers.follow(file.config().docker());
    }

    /** The configuration to start with. Waits, two seconds at most, until it is known which containers there are. */
    Config first() {
        containers.awaitFirst();
        synchronized (this) {
            return joined(file);
        }
    }

    /** The edge has been started with the first configuration. */
    synchronized void of(Sluice started) {
        sluice = started;
        DockerAddress docker = file.config().docker();
        if (docker != null && !used.equals(containers.known(docker))) {
            discovered(); // what came up in between
        }
    }

    /** Reloads the file and logs what came of it. Any thread; blocks. */
    @Override
    public synchronized ReloadResult reload() {
        Sluice running = sluice;
        if (running == null) {
            return refused("still starting; try again in a moment").result();
        }
        Outcome outcome = switch (ConfigLoader.load(path, environment)) {
            case Loaded.Good good -> reload(running, good);
            case Loaded.Bad bad -> refused(new Refused(bad.problems()));
        };
        running.status().reloaded(outcome.result());
        running.metrics().reloaded(outcome.result().applied());
        log(outcome);
        return outcome.result();
    }

    /**
     * What came of a change.
     *
     * @param result for the admin pages: problems without lines of the file, as whoever reaches those may not be allowed to read it
     * @param problems the same for the log, with lines of the file
     */
    private record Outcome(ReloadResult result, String problems) {}

    private Outcome reload(Sluice running, Loaded.Good good) {
        Outcome outcome = apply(good, running::apply);
        if (outcome.result().applied()) {
            file = good;
            containers.follow(good.config().docker());
            good.warnings().forEach(warning -> LOG.warn("{}", warning.render()));
        }
        return outcome;
    }

    /** Containers have come, gone or changed. */
    private synchronized void discovered() {
        Sluice running = sluice;
        if (running == null || closed) {
            return;
        }
        Outcome outcome = apply(file, running::applyContainers);
        String messages = String.join("; ", outcome.result().messages());
        if (!outcome.result().applied()) {
            LOG.error("the labels of containers are not used, everything runs on as it was:\n{}", outcome.problems());
        } else if (!messages.isEmpty()) {
            LOG.info("containers: {}", messages);
        }
    }

    private Config joined(Loaded.Good good) {
        DockerAddress docker = good.config().docker();
        if (docker == null) {
            return good.config();
        }
        used = containers.known(docker);
        Labels.Joined joined = good.labels().joinedBy(used);
        containers.say(joined.complaints());
        return joined.config();
    }

    private interface Use {
        List<String> of(Config next) throws CannotBind, Refused;
    }

    private Outcome apply(Loaded.Good good, Use use) {
        try {
            Config next = joined(good);
            List<String> changes = use.of(next);
            applied.accept(next);
            return new Outcome(new ReloadResult(true, Instant.now(), changes), "");
        } catch (CannotBind e) {
            return refused(BindAdvice.of(e, good.config().listen()));
        } catch (Refused e) {
            return refused(e);
        } catch (RuntimeException e) {
            LOG.error("an error inside Sluice while reloading", e);
            return refused("an error inside Sluice: " + e);
        }
    }

    private static Outcome refused(String sentence) {
        return refused(new Refused(sentence));
    }

    private static Outcome refused(Refused refused) {
        return new Outcome(
                new ReloadResult(false, Instant.now(), refused.headlines()), String.valueOf(refused.getMessage()));
    }

    private void log(Outcome outcome) {
        ReloadResult result = outcome.result();
        if (result.applied()) {
            String changes = result.messages().isEmpty() ? "nothing changed" : String.join("; ", result.messages());
            LOG.info("reloaded {}: {}", path, changes);
        } else {
            LOG.error("{} is not used, everything runs on as it was:\n{}", path, outcome.problems());
        }
    }

    /** Looks for containers no more. */
    @Override
    public void close() {
        closed = true;
        containers.close();
    }
}
