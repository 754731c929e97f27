package dev.sluice.launch;

import dev.sluice.observe.AdminClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice health}: whether the running edge serves requests, for what watches it. */
@Command(
        name = "health",
        description = "Says whether the running edge serves requests: exit code 0, or 1 where it does not.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final AdminOption admin = new AdminOption();

    HealthCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return admin.ask(terminal, AdminClient::health);
    }
}
