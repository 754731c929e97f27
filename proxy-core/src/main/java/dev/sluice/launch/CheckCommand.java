package dev.sluice.launch;

import dev.sluice.config.Config;
import dev.sluice.config.Loaded;
import dev.sluice.config.Problem;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice check}: everything that {@code run} would refuse, without starting. */
@Command(
        name = "check",
        description = "Checks the configuration file, without starting anything.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Loaded.Good good = config.load(terminal);
        if (good == null) {
            return Exit.BAD_CONFIGURATION;
        }
        try {
            List<Problem> warnings = Sluice.check(good.config());
            warnings.forEach(warning -> terminal.err().println(warning.render()));
            List<String> rights = FileRights.warnings(good.config());
            rights.forEach(sentence -> terminal.err().println("warning: " + sentence));
            terminal.out().println(verdict(good, good.warnings().size() + warnings.size() + rights.size()));
            return Exit.GOOD;
        } catch (Refused refused) {
            terminal.err().println(refused.getMessage());
            return Exit.BAD_CONFIGURATION;
        }
    }

    private static String verdict(Loaded.Good good, int warned) {
        Config config = good.config();
        int routes =
                config.sites().stream().mapToInt(site -> site.routes().size()).sum();
        String counts = count(config.sites().size(), "site") + ", " + count(routes, "route");
        String warnings = warned == 0 ? "" : ", " + count(warned, "warning");
        return config.file() + " is good: " + counts + warnings;
    }

    private static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
