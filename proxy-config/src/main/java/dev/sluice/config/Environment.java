package dev.sluice.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code ${NAME}} stands for in a configuration file. Implementations must be safe to call from any thread. */
@FunctionalInterface
public interface Environment {

    /** The variable's value, or null when it is not set. */
    @Nullable
    String variable(String name);

    /** The process's own environment. */
    static Environment system() {
        return System::getenv;
    }

    /** These variables and no others. */
    static Environment of(Map<String, String> variables) {
        return Map.copyOf(variables)::get;
    }
}
