package dev.sluice.observe;

import java.time.Instant;
import java.util.List;

/**
 * How a reload went.
 *
 * @param applied whether the new configuration is in use; where not, everything runs on as it was
 * @param at when it was decided
 * @param messages what changed, or every problem as {@code sluice check} shows it; each may have several lines
 */
public record ReloadResult(boolean applied, Instant at, List<String> messages) {

    /** Copies the list. */
    public ReloadResult {
        messages = List.copyOf(messages);
    }
}
