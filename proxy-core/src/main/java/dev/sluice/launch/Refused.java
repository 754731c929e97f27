package dev.sluice.launch;

import dev.sluice.config.Problem;
import java.util.List;

/** A configuration that is well-formed, but names something that cannot be used. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    /** With one sentence for the user. */
    Refused(String sentence) {
        super(sentence);
    }

    /** With every problem, each at its place in the file. */
    Refused(List<Problem> problems) {
        super(String.join("\n", problems.stream().map(Problem::render).toList()));
    }
}
