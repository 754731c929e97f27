package dev.sluice.launch;

import dev.sluice.config.ListenAddress;
import dev.sluice.config.ListenConfig;
import dev.sluice.config.Loaded;
import dev.sluice.observe.AdminClient;
import dev.sluice.observe.AdminException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which running edge a command asks: the one of a configuration file, or the one at an address. */
final class AdminOption {
    private static final ListenAddress DEFAULT = new ListenAddress("127.0.0.1", 9180);

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--admin",
            paramLabel = "ADDRESS:PORT",
            description = "The admin address, where it is not to be taken from the configuration file.")
    private @Nullable String address;

    /** A question to the running edge. */
    interface Question {
        /** Asks and waits. */
        AdminClient.Answer ask(AdminClient client) throws AdminException;
    }

    /** Asks and prints the answer; the exit code is 1 where nothing answers or the answer is no. */
    int ask(Terminal terminal, Question question) {
        return ask(terminal, question, UnaryOperator.identity());
    }

    /** The same with another look at a good answer. */
    int ask(Terminal terminal, Question question, UnaryOperator<String> view) {
        try {
            ListenConfig listen = listen(terminal);
            if (listen == null) {
                return Exit.FAILED;
            }
            AdminClient.Answer answer = question.ask(AdminClient.of(listen));
            if (answer.ok()) {
                terminal.out().println(view.apply(answer.text()).stripTrailing());
                return Exit.GOOD;
            }
            terminal.err().println(answer.text().stripTrailing());
        } catch (AdminException e) {
            terminal.err().println(e.getMessage());
        }
        return Exit.FAILED;
    }

    /** Where no file is there at all, the edge is looked for at the usual address: it may run in another place. */
    private @Nullable ListenConfig listen(Terminal terminal) {
        if (address != null) {
            return at(parse(terminal, address));
        }
        if (!Files.exists(config.file(terminal.environment()))) {
            return at(DEFAULT);
        }
        Loaded.Good good = config.load(terminal);
        if (good == null) {
            terminal.err().println("The configuration file is bad, so its admin address is not known; name it with --admin");
        }
        return good == null ? null : good.config().listen();
    }

    private static @Nullable ListenConfig at(@Nullable ListenAddress admin) {
        return admin == null ? null : new ListenConfig(List.of(), List.of(), List.of(admin));
    }

    private static @Nullable ListenAddress parse(Terminal terminal, String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon).replaceAll("^\\[|\\]$", "");
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port > 0 && port < 65536 && !host.isEmpty()) {
                return new ListenAddress(host, port);
            }
        } catch (NumberFormatException e) {
            // said below, as for numbers that are no ports
        }
        terminal.err().println("--admin " + text + " is no address; write it as in --admin 127.0.0.1:9180");
        return null;
    }
}
