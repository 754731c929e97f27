package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoodFilesTest {

    private static final Path FOLDER = Path.of("src/test/resources/good").toAbsolutePath();

    @Test
    void theFiveLinesOfTheContractGiveFourSitesWithEveryDefault() {
        Config config = load("five-lines.yaml");

        assertThat(config.email()).isEqualTo("you@example.com");
        assertThat(config.sites())
                .extracting(site -> site.name().toString())
                .containsExactly("portainer.example.com", "registry.example.com", "api.example.com", "www.example.com");
        SiteConfig site = config.sites().getFirst();
        assertThat(site.at()).isEqualTo(new Position(3, 3));
        assertThat(site.tls()).isEqualTo(new SiteTls.Auto());
        assertThat(site.redirectHttp()).isTrue();
        assertThat(site.hsts()).isNull();
        RouteConfig route = site.routes().getFirst();
        assertThat(route.path()).isEqualTo(PathPattern.ALL);
        assertThat(target(route)).hasToString("http://portainer:9000");
        assertThat(route.balance()).isEqualTo(new Balance.LeastRequests());
        assertThat(route.health()).isEqualTo(new HealthConfig.Off());
        assertThat(route.hold()).isEqualTo(Duration.ofSeconds(10));
        assertThat(route.retry()).isEqualTo(2);
        assertThat(route.timeouts())
                .isEqualTo(new Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(5), null));
        assertThat(route.maxBody()).isEqualTo(-1);
        assertThat(route.headers()).isEqualTo(HeaderRules.NONE);
        assertThat(config.listen().http()).containsExactly(new ListenAddress(null, 80));
        assertThat(config.listen().https()).containsExactly(new ListenAddress(null, 443));
        assertThat(config.listen().admin()).containsExactly(new ListenAddress("127.0.0.1", 9180));
        assertThat(config.limits()).isEqualTo(LimitsConfig.DEFAULT);
        assertThat(config.grace()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.acme().enabled()).isTrue();
        assertThat(config.acme().email()).isEqualTo("you@example.com");
        assertThat(config.data()).isNull();
    }

    @Test
    void everyKeyOfAFileIsRead() {
        Config config = load("everything.yaml");

        assertThat(config.listen().http()).containsExactly(new ListenAddress(null, 0), new ListenAddress("::1", 8080));
        assertThat(config.listen().admin()).isEmpty();
        assertThat(config.acme().enabled()).isFalse();
        assertThat(config.data()).isEqualTo(FOLDER.resolve("state"));
        assertThat(config.tls().minVersion()).isEqualTo(TlsConfig.MinVersion.TLS_1_3);
        assertThat(config.tls().certificates()).hasSize(1);
        assertThat(config.trustedProxies()).extracting(Network::toString).containsExactly("10.0.0.0/8", "fd00::/8");
        assertThat(config.proxyProtocol()).isTrue();
        assertThat(config.log()).isEqualTo(new LogConfig(false, LogConfig.Format.JSON, LogConfig.Level.WARN));
        assertThat(config.limits())
                .isEqualTo(new LimitsConfig(1000, 32768, 50, Duration.ofSeconds(5), null, Duration.ofSeconds(30)));
        assertThat(config.grace()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.sites()).hasSize(4);
    }

    @Test
    void secretsOfADnsProviderComeFromTheEnvironmentAndAreNotShown() {
        AcmeConfig.Dns dns = load("acme-cloudflare.yaml").acme().dns();

        assertThat(dns).isNotNull();
        assertThat(dns.provider()).isEqualTo(AcmeConfig.Provider.CLOUDFLARE);
        assertThat(dns.settings()).containsEntry("token", "3s").containsEntry("check", "off");
        assertThat(dns.toString()).doesNotContain("3s");
    }

    @Test
    void aRouteOverridesItsSiteAndTheSiteOverridesTheDefaults() {
        SiteConfig site = load("everything.yaml").sites().getFirst();
        RouteConfig root = site.routes().get(0);
        RouteConfig api = site.routes().get(1);
        RouteConfig login = site.routes().get(2);

        assertThat(site.aliases())
                .extracting(HostPattern::toString)
                .containsExactly("www2.example.com", "*.example.org");
        assertThat(site.hsts()).isEqualTo(Duration.ofDays(30));
        assertThat(root.path()).isEqualTo(PathPattern.ALL);
        assertThat(root.maxBody()).isEqualTo(10L << 20);
        assertThat(root.hold()).isEqualTo(Duration.ZERO);
        assertThat(api.maxBody()).isEqualTo(-1);
        assertThat(api.timeouts())
                .isEqualTo(new Timeouts(Duration.ofSeconds(1), null, Duration.ofMinutes(5), Duration.ofHours(1)));
        assertThat(api.stripPrefix()).isEqualTo("/api");
        assertThat(api.balance()).isEqualTo(new Balance.Hash(Balance.By.COOKIE, "session"));
        assertThat(api.sticky()).isEqualTo(new Sticky("pin", Duration.ofHours(1)));
        assertThat(api.health())
                .isEqualTo(
                        new HealthConfig.Http("/health", Duration.ofSeconds(5), Duration.ofSeconds(2), 200, 299, 2, 3));
        assertThat(api.host()).isEqualTo(new HostHeader.Named("internal:8080"));
        assertThat(login.path()).isEqualTo(new PathPattern(PathPattern.Kind.EXACT, "/login"));
        assertThat(login.rewrite()).isEqualTo("/signin");
    }

    @Test
    void headersOfDefaultsSiteAndRouteAreJoinedNameByName() {
        RouteConfig api = load("everything.yaml").sites().getFirst().routes().get(1);

        assertThat(api.headers().responseSet())
                .containsExactly(
                        new HeaderRules.Header("X-Frame-Options", "DENY"), new HeaderRules.Header("x-from", "api"));
        assertThat(api.headers().requestAdd()).containsExactly(new HeaderRules.Header("X-A", "1"));
        assertThat(api.headers().requestRemove()).containsExactly("Cookie");
    }

    @Test
    void targetsKeepTheirSchemeWeightAndTrust() {
        List<SiteConfig> sites = load("everything.yaml").sites();
        List<Target> targets =
                ((Action.Forward) sites.get(1).routes().getFirst().action()).targets();

        assertThat(targets)
                .extracting(Target::toString)
                .containsExactly(
                        "https://backend:8443", "https://other:443", "unix:/run/app.sock", "http://[::1]:8080");
        assertThat(targets).extracting(Target::weight).containsExactly(3, 1, 1, 1);
        assertThat(targets).extracting(Target::verify).containsExactly(false, true, true, true);
        assertThat(targets.get(1).ca()).isEqualTo(FOLDER.resolveSibling("files/cert.pem"));
        assertThat(sites.get(1).routes().getFirst().health()).isInstanceOf(HealthConfig.Tcp.class);
        assertThat(sites.get(2).routes().getFirst().action())
                .isEqualTo(new Action.Redirect("https://www.example.com{uri}", 308));
        assertThat(sites.get(3).name()).isEqualTo(HostPattern.ANY);
        assertThat(sites.get(3).routes().getFirst().action()).isEqualTo(new Action.Respond(404, "nothing here\n"));
    }

    @Test
    void variablesAndFilesAreSubstitutedAndNeverChangeTheStructure() {
        Config config = good("""
                sites:
                  www.${DOMAIN}:
                    to: "${HOST:-app}:${PORT:-8080}"
                    headers:
                      request:
                        set:
                          X-Map: ${MAP}
                          X-File: ${file:secret.txt}
                          X-Plain: costs $${5} and $1
                """, Map.of("DOMAIN", "example.com", "PORT", "", "MAP", "{a: b}\t# no comment"));

        SiteConfig site = config.sites().getFirst();
        assertThat(site.name()).hasToString("www.example.com");
        assertThat(target(site.routes().getFirst())).hasToString("http://app:8080");
        assertThat(site.routes().getFirst().headers().requestSet())
                .containsExactly(
                        new HeaderRules.Header("X-Map", "{a: b}\t# no comment"),
                        new HeaderRules.Header("X-File", "hunter2"),
                        new HeaderRules.Header("X-Plain", "costs ${5} and $1"));
    }

    @Test
    void namesAreLowerCaseAsciiAndAddressesCanonical() {
        Config config = good("""
                sites:
                  GRÜN.Example.COM.: app:80
                  "[2001:DB8:0:0:0:0:0:1]": app:80
                  192.168.1.5: My_App:80
                """, Map.of());

        assertThat(config.sites())
                .extracting(site -> site.name().toString())
                .containsExactly("xn--grn-ioa.example.com", "2001:db8::1", "192.168.1.5");
        assertThat(target(config.sites().get(2).routes().getFirst())).hasToString("http://my_app:80");
    }

    @Test
    void withHttpsOffASiteIsServedPlainly() {
        Config config = good("listen: {http: 0, https: off}\nsites: {a.example.com: app:80}\n", Map.of());

        assertThat(config.sites().getFirst().tls()).isEqualTo(new SiteTls.Off());
        assertThat(config.sites().getFirst().redirectHttp()).isFalse();
    }

    @Test
    void emptyListsAndMapsOfTheContractAreFine() {
        good(
                "sites: {a.example.com: {to: app:80, aliases: [], headers:"
                        + " {request: {set: {}, add: {}, remove: []}, response: {}}}}\ntrusted-proxies: []\n",
                Map.of());
    }

    @Test
    void featuresThatAreOffMayBeWrittenDown() {
        good(
                "docker: off\nsites: {a.example.com: {to: app:80, compress: off, cache: false, limit: off, auth: off}}\n",
                Map.of());
    }

    @Test
    void whatHasNoEffectIsAWarning() {
        Loaded loaded = ConfigLoader.load(
                "sites: {a.example.com: {redirect: /x, balance: random, tls: off, hsts: 1d}}\n"
                        .getBytes(StandardCharsets.UTF_8),
                FOLDER.resolve("warn.yaml"),
                Environment.of(Map.of()));

        assertThat(((Loaded.Good) loaded).warnings())
                .extracting(Problem::message)
                .containsExactly(
                        "'balance' has no effect on a route that forwards nothing", "'hsts' has no effect without TLS");
    }

    @Test
    void aFileThatIsMissingOrAFolderIsAProblem(@TempDir Path folder) {
        assertThat(messages(ConfigLoader.load(folder.resolve("none.yaml"), Environment.of(Map.of()))))
                .containsExactly("the file does not exist; write it, or name another with --config");
        assertThat(messages(ConfigLoader.load(folder, Environment.of(Map.of()))))
                .containsExactly("this is a folder, not a file");
    }

    @Test
    void secretsOfTheModelAreNotPrinted() {
        assertThat(new AcmeConfig.Eab("id", "hunter2")).asString().doesNotContain("hunter2");
        assertThat(new AcmeConfig.Dns(AcmeConfig.Provider.EXEC, Map.of("token", "hunter2")))
                .asString()
                .doesNotContain("hunter2");
    }

    private static Config load(String name) {
        Path file = FOLDER.resolve(name);
        assertThat(Files.exists(file)).isTrue();
        return config(ConfigLoader.load(file, Environment.of(Map.of("GRACE", "3s"))));
    }

    private static Config good(String text, Map<String, String> variables) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        return config(ConfigLoader.load(content, FOLDER.resolve("inline.yaml"), Environment.of(variables)));
    }

    private static Config config(Loaded loaded) {
        assertThat(messages(loaded)).isEmpty();
        return ((Loaded.Good) loaded).config();
    }

    private static List<String> messages(Loaded loaded) {
        return switch (loaded) {
            case Loaded.Good good -> List.of();
            case Loaded.Bad bad -> bad.problems().stream().map(Problem::message).toList();
        };
    }

    private static Target target(RouteConfig route) {
        return ((Action.Forward) route.action()).targets().getFirst();
    }
}
