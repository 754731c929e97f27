package dev.sluice.launch;

import dev.sluice.config.Loaded;
import dev.sluice.listen.CannotBind;
import dev.sluice.observe.Logging;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice run}: the edge, in the foreground. */
@Command(
        name = "run",
        description = "Runs the edge until SIGTERM or SIGINT; SIGHUP and saving the file reload it.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        WarmUp.begin();
        // the watch begins before the file is read, so that a change in between is seen
        try (FileWatch watch = new FileWatch(config.file(terminal.environment()))) {
            Loaded.Good good = config.load(terminal);
            if (good == null) {
                return Exit.BAD_CONFIGURATION;
            }
            return serve(good, watch);
        }
    }

    private int serve(Loaded.Good good, FileWatch watch) {
        try {
            RunningEdge.start(good, watch, terminal.environment()).serve();
            return Exit.GOOD;
        } catch (CannotBind e) {
            Logging.flush();
            terminal.err().println(BindAdvice.of(e, good.config().listen()));
            return Exit.CANNOT_BIND;
        } catch (Refused e) {
            Logging.flush();
            terminal.err().println(e.getMessage());
            return Exit.BAD_CONFIGURATION;
        }
    }
}
