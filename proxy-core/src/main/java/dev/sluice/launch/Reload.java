package dev.sluice.launch;

import dev.sluice.config.Config;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Environment;
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
 * Reads the configuration again and puts it to use, whoever asks: a saved file, SIGHUP, the admin address. One after the other. A
 * bad file leaves everything as it is.
 */
final class Reload implements Reloader {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final Path file;
    private final Environment environment;
    private final Consumer<Config> applied;
    private @Nullable Sluice sluice;

    /**
     * Makes the reload of an edge that is about to be started.
     *
     * @param applied is told of every configuration that is in use from then on
     */
    Reload(Path file, Environment environment, Consumer<Config> applied) {
        this.file = file;
        this.environment = environment;
        this.applied = applied;
    }

    /** The edge has been started. */
    synchronized void of(Sluice started) {
        sluice = started;
    }

    /** Reloads and logs what came of it. Any thread; blocks. */
    @Override
    public synchronized ReloadResult reload() {
        Sluice running = sluice;
        if (running == null) {
            return refused(List.of("still starting; try again in a moment"));
        }
        ReloadResult result = switch (ConfigLoader.load(file, environment)) {
            case Loaded.Good good -> apply(running, good);
            case Loaded.Bad bad ->
                refused(bad.problems().stream().map(Problem::render).toList());
        };
        running.status().reloaded(result);
        running.metrics().reloaded(result.applied());
        log(result);
        return result;
    }

    private ReloadResult apply(Sluice running, Loaded.Good good) {
        try {
            List<String> changes = running.apply(good.config());
            applied.accept(good.config());
            good.warnings().forEach(warning -> LOG.warn("{}", warning.render()));
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
            LOG.info("reloaded {}: {}", file, changes);
        } else {
            LOG.error("{} is not used, everything runs on as it was:\n{}", file, String.join("\n", result.messages()));
        }
    }
}
