package dev.sluice.config;

import java.util.List;

/** What became of a configuration file. */
public sealed interface Loaded {

    /**
     * The file is sound.
     *
     * @param warnings what is allowed but most likely not meant, in the order of the file
     * @param labels adds what the labels of containers ask for
     */
    record Good(Config config, List<Problem> warnings, Labels labels) implements Loaded {
        /** Copies the list. */
        public Good {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The file must not be used.
     *
     * @param problems all of them, in the order of the file; never empty
     */
    record Bad(List<Problem> problems) implements Loaded {
        /** Copies the list. */
        public Bad {
            problems = List.copyOf(problems);
        }
    }
}
