package dev.sluice.launch;

import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Environment;
import dev.sluice.config.Loaded;
import dev.sluice.config.Problem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config FILE}: which configuration file a command is about. */
final class ConfigOption {
    private static final String VARIABLE = "SLUICE_CONFIG";
    private static final Path DEFAULT = Path.of("/etc/sluice/sluice.yaml");

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration file (default: $SLUICE_CONFIG, else /etc/sluice/sluice.yaml).")
    private @Nullable Path file;

    /** The file: as given, else as the environment says, else the usual place. */
    Path file(Environment environment) {
        if (file != null) {
            return file;
        }
        String variable = environment.variable(VARIABLE);
        return variable == null || variable.isEmpty() ? DEFAULT : Path.of(variable);
    }

    /** Reads the file; warnings and problems go to the terminal. Null where the file must not be used. */
    Loaded.@Nullable Good load(Terminal terminal) {
        Path chosen = file(terminal.environment());
        if (!Files.exists(chosen, LinkOption.NOFOLLOW_LINKS)) {
            terminal.err().println(missing(chosen, terminal.environment()));
            return null;
        }
        return switch (ConfigLoader.load(chosen, terminal.environment())) {
            case Loaded.Good good -> {
                good.warnings().forEach(warning -> terminal.err().println("warning: " + warning.render()));
                yield good;
            }
            case Loaded.Bad bad -> {
                bad.problems().stream().map(Problem::render).forEach(terminal.err()::println);
                yield null;
            }
        };
    }

    private String missing(Path chosen, Environment environment) {
        String because = file != null
                ? "named by --config"
                : environment.variable(VARIABLE) != null ? "named by the variable SLUICE_CONFIG" : "the usual place";
        return """
                There is no configuration file at %s (%s).
                Write one there, or name another with --config FILE or SLUICE_CONFIG=FILE. This is all it takes:

                    email: you@example.com
                    sites:
                      portainer.example.com: portainer:9000
                      registry.example.com: registry:5000
                      www.example.com: frontend:80

                To see Sluice at work without any file: sluice demo"""
                .formatted(chosen.toAbsolutePath(), because);
    }
}
