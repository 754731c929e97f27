package dev.sluice.launch;

import dev.sluice.config.Environment;
import dev.sluice.observe.Logging;
import dev.sluice.observe.StandardError;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line {@code sluice}. */
@Command(
        name = "sluice",
        description = "The edge proxy for a Docker Compose host.",
        footer = {
            "",
            "To see it at work: sluice demo",
            "Exit codes: 0 good, 1 failed, 2 bad configuration or usage, 3 cannot bind."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class Main implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        StandardError.own();
        int code = run(args, new Terminal(System.out, System.err, Environment.system()));
        Logging.flush();
        System.exit(code);
    }

    /** Runs a command in this process, for as long as it takes: {@code run} and {@code demo} return after a signal to stop. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        return run(args, new Terminal(out, err, Environment.system()));
    }

    static int run(String[] args, Terminal terminal) {
        if (args.length == 1 && args[0].equals("run")) {
            return runAtOnce(terminal);
        }
        CommandLine line = new CommandLine(new Main());
        Map<String, Function<Terminal, Object>> commands = commands();
        Stream<String> used = args.length > 0 && commands.containsKey(args[0])
                ? Stream.of(args[0]) // the others would only be looked through: a tenth of a second of a start
                : commands.keySet().stream();
        used.map(commands::get).forEach(command -> line.addSubcommand(command.apply(terminal)));
        String version = "Sluice " + Version.NUMBER;
        line.getCommandSpec().version(version);
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().version(version));
        return line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setOut(writer(terminal.out()))
                .setErr(writer(terminal.err()))
                .execute(args);
    }

    /** As a container is started: there is nothing to parse, which saves a sixth of a start. */
    @SuppressWarnings("CatchingUnchecked") // as picocli does: whatever happens, the process ends with an exit code
    private static int runAtOnce(Terminal terminal) {
        try {
            return new RunCommand(terminal).call();
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    /** Through the log, as an edge may run by now: whoever reads standard error must not hold up its end. */
    private static int failed(Exception failure) {
        LoggerFactory.getLogger(Main.class).error("an error inside Sluice", failure);
        return Exit.FAILED;
    }

    private static Map<String, Function<Terminal, Object>> commands() {
        Map<String, Function<Terminal, Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("reload", ReloadCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("health", HealthCommand::new);
        commands.put(
                "certs",
                terminal ->
                        new CommandLine(new CertsCommand(terminal)).addSubcommand(new CertsImportCommand(terminal)));
        commands.put("explain", ExplainCommand::new);
        commands.put("demo", DemoCommand::new);
        commands.put("version", VersionCommand::new);
        return commands;
    }

    /** Called where no command is named. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: what shall sluice do?");
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
