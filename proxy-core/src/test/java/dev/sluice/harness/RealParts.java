package dev.sluice.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Finds installed programs. Without one, a test is skipped on a laptop and fails where the environment says {@code CI}. */
public final class RealParts {
    private RealParts() {}

    /** The program's path, or no return. */
    public static Path require(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin";
        return find(program, path, program + " is not installed");
    }

    /** The path of a program in the folder that a variable of the environment names, or no return. */
    public static Path require(String variable, String program) {
        String folder = System.getenv(variable);
        return find(
                program,
                folder == null ? "" : folder,
                variable + " names no folder that holds " + program + " (see docs/development.md)");
    }

    /** Goes on where something is there; {@code missing} says what is not, and how to get it. */
    public static void require(boolean there, String missing) {
        if (there) {
            return;
        }
        String message = "skipped: " + missing;
        if (System.getenv("CI") != null) {
            Assertions.fail(message + ", but CI is set");
        }
        Assumptions.abort(message);
    }

    private static Path find(String program, String path, String missing) {
        for (String folder : path.split(":", -1)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        require(false, missing);
        throw new AssertionError("unreachable");
    }
}
