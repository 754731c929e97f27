package dev.sluice.config;

import dev.sluice.config.Node.Entry;
import dev.sluice.config.Node.Text;
import java.util.Map;

/**
 * Keys that are part of the contract, are read and checked, and do nothing yet. A file that uses one is refused instead of
 * being half obeyed. To make a feature available, delete its line.
 */
final class NotYetAvailable {

    private static final Map<String, String> FEATURES = Map.ofEntries(
            Map.entry("route.compress", "remove it; what the backend compresses is passed on as it is"),
            Map.entry("route.cache", "remove it; every request goes to the backend"),
            Map.entry("route.limit", "remove it; requests are not counted"),
            Map.entry("route.auth", "remove it, and guard the backend by 'allow' or by its own login"),
            Map.entry("route.files", "serve the files by a web server of their own and name it in 'to'"));

    private NotYetAvailable() {}

    static boolean has(String feature) {
        return FEATURES.containsKey(feature) || FEATURES.containsKey(feature.replace("site.", "route."));
    }

    /** Refuses a key that does nothing yet, unless it is switched off, which is what happens anyway. */
    static void check(String feature, Entry entry, Reading in) {
        boolean off = entry.value() instanceof Text text && text.isOff();
        if (!off && has(feature)) {
            refuse(feature.replace("site.", "route."), "'" + entry.key().value() + "'", entry.key(), in);
        }
    }

    private static void refuse(String feature, String shown, Node node, Reading in) {
        in.error(node, shown + " is not available in this version of Sluice; " + FEATURES.get(feature));
    }
}
