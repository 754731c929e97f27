package dev.sluice.launch;

import dev.sluice.config.Problem;
import java.util.List;

/** A configuration that is well-formed, but names something that cannot be used. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> headlines;

    /** With one sentence for the user. */
    Refused(String sentence) {
        super(sentence);
        headlines = List.of(sentence);
    }

    /** With every problem, each at its place in the file. */
    Refused(List<Problem> problems) {
        super(String.join("\n", problems.stream().map(Problem::render).toList()));
        headlines = problems.stream().map(Problem::headline).toList();
    }

    /** The sentences without lines of the file, for readers who may not read it. */
    List<String> headlines() {
        return headlines;
    }
}
