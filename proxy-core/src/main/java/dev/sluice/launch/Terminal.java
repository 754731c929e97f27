package dev.sluice.launch;

import dev.sluice.config.Environment;
import java.io.PrintStream;

/**
 * Where a command speaks to, and the variables it sees.
 *
 * @param out what was asked for
 * @param err what is wrong or doubtful
 * @param environment of the process
 */
record Terminal(PrintStream out, PrintStream err, Environment environment) {

    /** What is printed holds words of others, which must not act on the terminal. */
    Terminal {
        out = PrintableStream.on(out);
        err = PrintableStream.on(err);
    }
}
