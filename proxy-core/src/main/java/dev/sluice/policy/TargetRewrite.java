package dev.sluice.policy;

import dev.sluice.config.PathPattern;
import dev.sluice.config.RouteConfig;
import dev.sluice.http.CanonicalPath;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A route's {@code strip-prefix} or {@code rewrite}. Immutable. */
public final class TargetRewrite {
    private final byte[] cut;
    private final byte[] prefix;

    private TargetRewrite(byte[] cut, byte[] prefix) {
        this.cut = cut;
        this.prefix = prefix;
    }

    /** The change that a route makes, or null where it makes none. */
    public static @Nullable TargetRewrite of(RouteConfig config) {
        if (config.stripPrefix() != null) {
            return new TargetRewrite(front(config.stripPrefix()), new byte[0]);
        }
        if (config.rewrite() == null) {
            return null;
        }
        boolean exact = config.path().kind() == PathPattern.Kind.EXACT;
        byte[] cut = exact
                ? CanonicalPath.of(config.path().path())
                : front(config.path().path());
        return new TargetRewrite(cut, CanonicalPath.encoded(config.rewrite()));
    }

    /**
     * Changes the target; the query stays. Once per exchange, after {@link RequestTarget#toOriginForm}. A path that does not have the
     * prefix by whole segments, and {@code *}, stay as they are.
     */
    public void applyTo(RequestHead head, RequestTarget target) {
        if (target.asterisk() || !matches(target)) {
            return;
        }
        target.replacePath(head, prefix, prefix.length, target.rawEndOf(head, cut.length));
    }

    private boolean matches(RequestTarget target) {
        byte[] path = target.path();
        int from = target.pathStart();
        int end = from + cut.length;
        return end <= target.pathEnd()
                && Arrays.equals(path, from, end, cut, 0, cut.length)
                && (end == target.pathEnd() || path[end] == '/');
    }

    private static byte[] front(String path) {
        byte[] canonical = CanonicalPath.of(path);
        int length = canonical.length;
        return canonical[length - 1] == '/' ? Arrays.copyOf(canonical, length - 1) : canonical;
    }
}
