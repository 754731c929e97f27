package dev.sluice.launch;

import dev.sluice.config.PathPattern;

/** Why a route's path matches, or does not, in words. */
final class PathMatch {

    private PathMatch() {}

    static boolean matches(PathPattern pattern, String path) {
        return switch (pattern.kind()) {
            case EXACT -> path.equals(pattern.path());
            case PREFIX ->
                pattern.path().equals("/") || path.equals(pattern.path()) || path.startsWith(pattern.path() + "/");
        };
    }

    /** Of a pattern that was chosen. */
    static String why(PathPattern pattern, String path) {
        return switch (pattern.kind()) {
            case EXACT -> "which is exactly the path";
            case PREFIX -> pattern.path().equals("/") ? "which takes every path that no other does" : "the longest prefix of " + path;
        };
    }

    /** Of a pattern that was not chosen. */
    static String whyNot(PathPattern pattern, String path) {
        if (matches(pattern, path)) {
            return "matches too, but is less exact";
        }
        return switch (pattern.kind()) {
            case EXACT -> "only this very path";
            case PREFIX ->
                path.startsWith(pattern.path()) ? "prefixes match by whole segments" : "the path does not begin so";
        };
    }
}
