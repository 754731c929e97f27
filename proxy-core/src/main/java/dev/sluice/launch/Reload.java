package dev.sluice.launch;

import dev.sluice.config.Config;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.DockerAddress;
import dev.sluice.config.Environment;
import dev.sluice.config.LabelledContainer;
import dev.sluice.config.Labels;
import dev.sluice.config.Loaded;
import dev.sluice.config.Problem;
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
            return refused(List.of("still starting; try again in a moment"));
        }
        ReloadResult result = switch (ConfigLoader.load(path, environment)) {
            case Loaded.Good good -> reload(running, good);
            case Loaded.Bad bad ->
                refused(bad.problems().stream().map(Problem::render).toList());
        };
        running.status().reloaded(result);
        running.metrics().reloaded(result.applied());
        log(result);
        return result;
    }

    private ReloadResult reload(Sluice running, Loaded.Good good) {
        ReloadResult result = apply(good, running::apply);
        if (result.applied()) {
            file = good;
            containers.follow(good.config().docker());
            good.warnings().forEach(warning -> LOG.warn("{}", warning.render()));
        }
        return result;
    }

    /** Containers have come, gone or changed. */
    private synchronized void discovered() {
        Sluice running = sluice;
        if (running == null || closed) {
            return;
        }
        ReloadResult result = apply(file, running::applyContainers);
        String messages = String.join("; ", result.messages());
        if (!result.applied()) {
            LOG.error("the labels of containers are not used, everything runs on as it was:\n{}", messages);
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

    private ReloadResult apply(Loaded.Good good, Use use) {
        try {
            Config next = joined(good);
            List<String> changes = use.of(next);
            applied.accept(next);
            return new ReloadResult(true, Instant.now(), changes);
        } catch (CannotBind e) {
            return refused(List.of(BindAdvice.of(e, good.config().listen())));
        } catch (Refused e) {
            return refused(List.of(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("an error inside Sluice while reloading", e);
            return refused(List.of("an error inside Sluice: " + e));
        }
    }

    private static ReloadResult refused(List<String> problems) {
        return new ReloadResult(false, Instant.now(), problems);
    }

    private void log(ReloadResult result) {
        if (result.applied()) {
            String changes = result.messages().isEmpty() ? "nothing changed" : String.join("; ", result.messages());
            LOG.info("reloaded {}: {}", path, changes);
        } else {
            LOG.error("{} is not used, everything runs on as it was:\n{}", path, String.join("\n", result.messages()));
        }
    }

    /** Looks for containers no more. */
    @Override
    public void close() {
        closed = true;
        containers.close();
    }
}
