package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations that lead back to Sluice itself, and those that only look so. It listens on ports 80 and 443. */
class LoopCheckTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{a.test: localhost:80}",
                "{a.test: 'http://127.0.0.1'}",
                "{a.test: 'https://localhost'}",
                "{a.test: 'h2c://127.0.0.1:80'}",
                "{a.test: '[::1]:443'}",
                "{a.test: 0.0.0.0:80}",
                "{a.test: [app:80, localhost:80]}",
                "{a.test: {to: {url: 'https://localhost', verify: off}}}",
                "{'*': localhost:80}",
                "{'*.a.test': localhost:80}",
                "{a.test: {to: localhost:80, host: a.test}}",
                "{a.test: {to: localhost:80, host: 'A.test:8080'}}",
                "{'*': {to: localhost:80, host: target}}",
                "{localhost: {to: localhost:80, host: target}}",
                "{a.test: {routes: {/api: localhost:80}}}",
                "{a.test: {routes: {/api: {to: localhost:80, rewrite: /api/v2}, /: app:80}}}",
                "{a.test: {to: localhost:80, rewrite: /v2}}",
                "{a.test: {to: localhost:80, strip-prefix: /x}}",
                "{a.test: {to: localhost:80, host: b.test}, b.test: {to: localhost:80, host: a.test}}",
                "{a.test: {routes: {/a: {to: localhost:80, rewrite: /b}, /b: {to: localhost:80, rewrite: /a}}}}"
            })
    void aCircleIsAnError(String sites) {
        assertThat(problems(sites))
                .isNotEmpty()
                .allSatisfy(message ->
                        assertThat(message).startsWith("this target is Sluice itself, which listens on port"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{a.test: localhost:3000}",
                "{a.test: localhost:8081}",
                "{a.test: app:80}",
                "{a.test: 'unix:/run/app.sock'}",
                "{a.test: {to: localhost:80, host: b.test}, b.test: app:80}",
                "{a.test: {to: localhost:80, host: b.test}, b.test: {to: localhost:80, host: c.test}, c.test: app:80}",
                "{a.test: {to: localhost:80, host: target}}",
                "{a.test: {to: localhost:80, host: target}, localhost: app:80}",
                "{a.test: {routes: {/api: {to: localhost:80, strip-prefix: on}, /: app:80}}}",
                "{a.test: {routes: {/api: {to: localhost:80, rewrite: /v2}, /v2: app:80}}}",
                "{a.test: {routes: {/api: {to: localhost:80, rewrite: /v2}, /v2: {respond: 200}}}}",
                "{app: app:80, grafana: 'http://grafana'}",
                "{a.test: 192.0.2.1:80}",
                "{a.test: {redirect: 'http://localhost{uri}'}}"
            })
    void whatEndsSomewhereIsNone(String sites) {
        assertThat(problems(sites)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{a.test: a.test:80}",
                "{a.test: 'https://a.test'}",
                "{a.test: {aliases: [b.test], to: 'b.test:443'}}",
                "{'*.a.test': 'x.a.test:80'}",
                "{a.test: b.test:80, b.test: app:80}",
                "{a.test: {to: 'https://a.test', host: target}}"
            })
    void aNameOfOneOfTheSitesIsAWarning(String sites) {
        assertThat(problems(sites))
                .singleElement()
                .asString()
                .startsWith("this target is a name of a site here, on a port");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{a.test: a.test:8443}",
                "{a.test: {to: 'https://b.test', host: target}, b.test: app:80}",
                "{'*': other.test:80}"
            })
    void aNameThatLeadsOnIsNone(String sites) {
        assertThat(problems(sites)).isEmpty();
    }

    @Test
    void theTargetsPlaceIsNamedButNoValueThatAVariableMayHave() {
        LoopCheck check = LoopCheck.of(config("sites:\n  a.test: [app:80, \"${BACKEND}\"]\n"));
        assertThat(check.errors())
                .singleElement()
                .hasToString(
                        "sluice.yaml:2:20: this target is Sluice itself, which listens on port 80: requests would go round"
                                + " in a circle; write the host and port of the backend");
    }

    @Test
    void onlyTheListenersOfTheFileCount() {
        assertThat(LoopCheck.of(config("listen: {http: 8080, https: off}\nsites: {a.test: localhost:80}"))
                        .errors())
                .isEmpty();
        assertThat(LoopCheck.of(config("listen: {http: 8080, https: off}\nsites: {a.test: localhost:8080}"))
                        .errors())
                .hasSize(1);
        assertThat(LoopCheck.of(config("listen: {http: 192.0.2.1:80, https: off}\nsites: {a.test: localhost:80}"))
                        .errors())
                .isEmpty();
    }

    private static List<String> problems(String sites) {
        LoopCheck check = LoopCheck.of(config("sites: " + sites));
        return Stream.concat(check.errors().stream(), check.warnings().stream())
                .map(Problem::message)
                .toList();
    }

    private static Config config(String text) {
        return switch (load(text)) {
            case Loaded.Good good -> good.config();
            case Loaded.Bad bad -> throw new AssertionError(bad.problems());
        };
    }

    private static Loaded load(String text) {
        return ConfigLoader.load(
                text.getBytes(StandardCharsets.UTF_8),
                Path.of("sluice.yaml"),
                Environment.of(Map.of("BACKEND", "localhost:80")));
    }
}
