package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.CanonicalPath;
import dev.sluice.policy.Configs;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathTableTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/ /",
                "/x /",
                "/api /api",
                "/api/ /api",
                "/api/x/y /api",
                "/apix /",
                "/ap /",
                "/api/v2 /api/v2",
                "/api/v2/x /api/v2",
                "/api/v2x /api",
                "/login =/login",
                "/login/ /",
                "/login/x /",
                "/api/exact =/api/exact",
                "/api/exact/x /api",
                "/dir/ =/dir/",
                "/dir /",
                "/API /",
                "/a%2Fb /a%2fb",
                "/a/b /",
                "/\u00fc/x /%c3%bc",
                "//api//v2// /api/v2",
            })
    void takesTheExactThenTheLongestPrefix(String path, String pattern) {
        PathTable table = table("/", "/api", "/api/v2", "=/login", "=/api/exact", "=/dir/", "/a%2fb", "/%c3%bc");
        assertThat(match(table, path)).isEqualTo(pattern);
    }

    @Test
    void findsNothingWhereNoRouteTakesAll() {
        PathTable table = table("/api", "=/x");
        assertThat(match(table, "/")).isNull();
        assertThat(match(table, "/x/")).isNull();
        assertThat(match(table, "/apix/api")).isNull();
        assertThat(match(table(), "/")).isNull();
    }

    @Test
    void agreesWithASearchThroughAllPatterns() {
        Random random = new Random(3);
        for (int round = 0; round < 2_000; round++) {
            List<String> patterns = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                String pattern = (random.nextInt(3) == 0 ? "=" : "") + path(random);
                if (!patterns.contains(pattern)) {
                    patterns.add(pattern);
                }
            }
            PathTable table = table(patterns.toArray(String[]::new));
            for (int i = 0; i < 20; i++) {
                String path = path(random);
                assertThat(match(table, path)).as("%s in %s", path, patterns).isEqualTo(search(patterns, path));
            }
        }
    }

    @Test
    void looksAtNoMoreOfAPathThanPatternsAreLong() {
        PathTable table = table("/", "/a/a/a", "=/a/b");
        byte[] path = CanonicalPath.of("/a".repeat(500_000));
        byte[] cut = java.util.Arrays.copyOf(path, 7);
        // Beyond the longest pattern and the byte behind it the array ends: to look further would throw.
        assertThat(table.match(cut, 0, path.length))
                .isNotNull()
                .extracting(Route::label)
                .isEqualTo("/a/a/a");
    }

    private static @Nullable String search(List<String> patterns, String path) {
        if (patterns.contains("=" + path)) {
            return "=" + path;
        }
        return patterns.stream()
                .filter(p -> p.equals("/") || path.equals(p) || path.startsWith(p + "/"))
                .max(java.util.Comparator.comparingInt(String::length))
                .orElse(null);
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            path.append('/').append(random.nextBoolean() ? "a" : "ab");
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    private static @Nullable String match(PathTable table, String path) {
        byte[] bytes = CanonicalPath.of(path);
        Route route = table.match(bytes, 0, bytes.length);
        return route == null ? null : route.label();
    }

    private static PathTable table(String... patterns) {
        var routes = java.util.Arrays.stream(patterns)
                .map(pattern -> Configs.route(pattern).build())
                .toList();
        var site = Configs.site("a", routes.toArray(dev.sluice.config.RouteConfig[]::new));
        return SnapshotBuilder.build(Configs.config(List.of(), List.of(site)), SnapshotTest.NO_UPSTREAMS)
                .sites()
                .getFirst()
                .paths();
    }
}
