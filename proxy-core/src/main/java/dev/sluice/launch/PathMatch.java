package dev.sluice.launch;

import dev.sluice.config.PathPattern;
import dev.sluice.http.CanonicalPath;
import dev.sluice.http.ReadablePath;

/** Why a route's path matches, or does not, in words. */
final class PathMatch {

    private PathMatch() {}

    /** {@code path} is a request's, as {@link ReadablePath} has it. */
    static boolean matches(PathPattern pattern, String path) {
        String own = readable(pattern);
        return switch (pattern.kind()) {
            case EXACT -> path.equals(own);
            case PREFIX -> own.equals("/") || path.equals(own) || path.startsWith(own + "/");
        };
    }

    /** What the file says may spell characters as escapes, which are the same to requests. */
    private static String readable(PathPattern pattern) {
        byte[] canonical = CanonicalPath.of(pattern.path());
        return ReadablePath.of(canonical, 0, canonical.length);
    }

    /** Of a pattern that was chosen. */
    static String why(PathPattern pattern, String path) {
        return switch (pattern.kind()) {
            case EXACT -> "which is exactly the path";
            case PREFIX ->
                pattern.path().equals("/")
                        ? "which takes every path that no other does"
                        : "the longest prefix of " + path;
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
                path.startsWith(readable(pattern)) ? "prefixes match by whole segments" : "the path does not begin so";
        };
    }
}
