package dev.sluice.launch;

import dev.sluice.config.Config;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Environment;
import dev.sluice.config.Loaded;
import dev.sluice.config.Problem;
import dev.sluice.observe.Logging;
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
    private final Sluice sluice;
    private final Consumer<Config> applied;
    private volatile @Nullable ReloadResult last;

    /**
     * Makes the reload of a running edge.
     *
     * @param applied is told of every configuration that is in use from then on
     */
    Reload(Path file, Environment environment, Sluice sluice, Consumer<Config> applied) {
        this.file = file;
        this.environment = environment;
        this.sluice = sluice;
        this.applied = applied;
    }

    /** How the last reload went, or null where none was asked for. Any thread. */
    @Nullable
    ReloadResult last() {
        return last;
    }

    /** Reloads and logs what came of it. Any thread; blocks. */
    @Override
    public synchronized ReloadResult reload() {
        ReloadResult result =
                switch (ConfigLoader.load(file, environment)) {
                    case Loaded.Good good -> apply(good);
                    case Loaded.Bad bad -> refused(bad.problems().stream().map(Problem::render).toList());
                };
        last = result;
        log(result);
        return result;
    }

    private ReloadResult apply(Loaded.Good good) {
        try {
            List<String> changes = sluice.apply(good.config());
            Logging.apply(good.config().log());
            applied.accept(good.config());
            good.warnings().forEach(warning -> LOG.warn("{}", warning.render()));
            return new ReloadResult(true, Instant.now(), changes);
        } catch (CannotBind e) {
            return refused(List.of(BindAdvice.of(e)));
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
