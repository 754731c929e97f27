package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SiteConfig;
import dev.sluice.policy.Configs;
import dev.sluice.policy.SitePolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostTableTest {

    @ParameterizedTest
    @CsvSource({
        "a.example,a.example",
        "b.example,*",
        "alias.example,a.example",
        "x.w.example,*.w.example",
        "own.w.example,own.w.example",
        "w.example,*",
        "x.y.w.example,*",
        "xw.example,*",
        "::1,::1",
        "192.0.2.1,192.0.2.1",
        "a.exampl,*",
        "a.example.x,*"
    })
    void prefersExactNamesThenOneLabelThenTheDefault(String host, String site) {
        HostTable table = new HostTable(List.of(
                site("*"),
                site("*.w.example"),
                site("a.example", "alias.example"),
                site("own.w.example"),
                site("0:0:0:0:0:0:0:1"),
                site("192.0.2.1")));
        assertThat(name(table, host)).isEqualTo(site.equals("::1") ? "0:0:0:0:0:0:0:1" : site);
    }

    @Test
    void findsNothingWithoutADefault() {
        HostTable table = new HostTable(List.of(site("a.example"), site("*.b.example")));
        assertThat(name(table, "b.example")).isNull();
        assertThat(name(table, ".b.example")).isNull();
        assertThat(name(table, "x.")).isNull();
        assertThat(name(table, "")).isNull();
        assertThat(name(new HostTable(List.of()), "a")).isNull();
        assertThat(name(new HostTable(List.of(site("*"))), "")).isEqualTo("*");
    }

    @Test
    void costsTheSameWithAHundredThousandSitesAsWithTen() {
        double few = averageProbes(10);
        double many = averageProbes(100_000);
        assertThat(many).isLessThan(2.0);
        assertThat(few).isLessThan(2.0);
    }

    private static double averageProbes(int count) {
        List<Site> sites = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sites.add(site(i % 10 == 0 ? "*.zone" + i + ".example" : "host-" + i + ".customers.example"));
        }
        HostTable table = new HostTable(sites);
        long probes = 0;
        int longest = 0;
        for (int i = 0; i < count; i++) {
            String host = i % 10 == 0 ? "x.zone" + i + ".example" : "host-" + i + ".customers.example";
            assertThat(name(table, host)).isEqualTo(sites.get(i).name());
            // A wildcard is looked for after its name was not found among the exact ones.
            int tables = i % 10 == 0 ? 2 : 1;
            int own = table.probes(bytes(host), host.length());
            probes += own;
            longest = Math.max(longest, own / tables);
        }
        assertThat(longest).isLessThan(20);
        return (double) probes / (count + count / 10);
    }

    private static @Nullable String name(HostTable table, String host) {
        Site site = table.find(bytes(host), host.length());
        return site == null ? null : site.name();
    }

    private static byte[] bytes(String host) {
        return host.getBytes(StandardCharsets.US_ASCII);
    }

    private static Site site(String name, String... aliases) {
        SiteConfig config =
                Configs.site(name, List.of(aliases), Configs.route("/").build());
        return new Site(config, new PathTable(List.of()), new SitePolicy(config, 443));
    }
}
