package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Action;
import dev.sluice.config.Balance;
import dev.sluice.config.Config;
import dev.sluice.config.Position;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.Target;
import dev.sluice.policy.Configs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfigChangesTest {

    @Test
    void saysNothingWhereOnlyLinesMoved() {
        Config before = config(
                Configs.site("a", Configs.route("/").at(3).action(forward(3, 1)).build()));
        Config after = config(Configs.site(
                "a", Configs.route("/").at(9).action(forward(10, 1)).build()));
        assertThat(ConfigChanges.describe(before, after)).isEmpty();
        assertThat(ConfigChanges.describe(before, before)).isEmpty();
    }

    @Test
    void namesSitesThatCameAndWent() {
        Config before = config(site("a"), site("b"));
        Config after = config(site("c"), site("b"));
        assertThat(ConfigChanges.describe(before, after)).containsExactly("added site c", "removed site a");
    }

    @Test
    void namesRoutesAndTheirKeys() {
        Config before = config(Configs.site(
                "a",
                Configs.route("/").action(forward(1, 1)).build(),
                Configs.route("/api").build(),
                Configs.route("/old").build()));
        SiteConfig now = Configs.site(
                "a",
                Configs.route("/").action(forward(1, 2)).build(),
                Configs.route("/api")
                        .balance(new Balance.RoundRobin())
                        .maxBody(9)
                        .build(),
                Configs.route("=/new").build());
        Config after = config(Configs.site(now, false, false, Duration.ofDays(1)));
        assertThat(ConfigChanges.describe(before, after))
                .containsExactly(
                        "changed site a: hsts, route / (to), route /api (balance, max-body), added route =/new, removed route /old");
    }

    @Test
    void namesAnotherKindOfAnswer() {
        Config before = config(Configs.site("a", Configs.route("/").build()));
        Config after = config(Configs.site(
                "a", Configs.route("/").action(new Action.Redirect("/x", 302)).build()));
        assertThat(ConfigChanges.describe(before, after))
                .containsExactly("changed site a: route / (redirect, respond)");
    }

    @Test
    void namesKeysOfTheTopLevel() {
        Config before = Configs.config(List.of(), List.of(site("a")));
        Config after = Configs.config(List.of(Configs.network(10, 0, 0, 0, 8)), List.of(site("a")));
        assertThat(ConfigChanges.describe(before, after)).containsExactly("changed trusted-proxies");
    }

    private static Action forward(int line, int weight) {
        return new Action.Forward(List.of(
                new Target(new Position(line, 1), Target.Scheme.HTTP, "b", 80, null, weight, true, null, null)));
    }

    private static SiteConfig site(String name) {
        return Configs.site(name, Configs.route("/").build());
    }

    private static Config config(SiteConfig... sites) {
        return Configs.config(List.of(), List.of(sites));
    }
}
