package dev.sluice.launch;

import dev.sluice.observe.AdminClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice reload}: has the running edge read its configuration again, and says what came of it. */
@Command(
        name = "reload",
        description = "Has the running edge read its configuration again.",
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final AdminOption admin = new AdminOption();

    ReloadCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return admin.ask(terminal, AdminClient::reload);
    }
}
