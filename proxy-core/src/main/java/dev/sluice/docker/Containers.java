package dev.sluice.docker;

import dev.sluice.base.json.Json;
import java.util.List;

/**
 * Containers of a list, in its order.
 *
 * @param all those that could be held
 * @param leftOut how many could not, because all together are too large
 */
record Containers(List<Json> all, int leftOut) {
    /** Copies the list. */
    Containers {
        all = List.copyOf(all);
    }

    /** The first, or an empty value. */
    Json first() {
        return all.isEmpty() ? new Json(null) : all.getFirst();
    }
}
