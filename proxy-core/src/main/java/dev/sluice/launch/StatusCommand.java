package dev.sluice.launch;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice status}: how the running edge is. */
@Command(name = "status", description = "Shows how the running edge is.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return admin.ask(terminal, client -> client.status(json));
    }
}
