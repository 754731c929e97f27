package dev.sluice.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Config;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Environment;
import dev.sluice.config.Loaded;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExplanationTest {
    private static final String FILE = """
            trusted-proxies: [10.0.0.0/8]
            sites:
              api.example.com:
                aliases: [api2.example.com, "*.api.example.com"]
                routes:
                  /: 127.0.0.1:8080
                  /v1: {to: ["127.0.0.1:8081", "nowhere.invalid:80"], strip-prefix: /v1, headers: {request: {set: {X-A: b}}}}
                  =/login: {redirect: "https://{host}/sso"}
                  /private: {to: 127.0.0.1:1, deny: [203.0.113.0/24]}
              only.example.com: {routes: {/a: 127.0.0.1:8080}}
              beyond.example.com: {routes: {/: 127.0.0.1:8080, /café: 127.0.0.1:8081}}
            """;

    private static Explanation explain(String url, String from, String... headers) throws SampleRequest.Unusable {
        Loaded loaded = ConfigLoader.load(
                FILE.getBytes(StandardCharsets.UTF_8), Path.of("sluice.yaml"), Environment.of(Map.of()));
        Config config = ((Loaded.Good) loaded).config();
        return Explanation.of(config, SampleRequest.of(url, "GET", List.of(headers), from));
    }

    @Test
    void tellsSiteRouteCandidatesEndpointsAndWhatIsSent() throws SampleRequest.Unusable {
        Explanation told = explain(
                "https://api2.example.com/v1/users?x=1", "198.51.100.7", "X-Forwarded-For: 6.6.6.6", "TE: gzip");

        assertThat(told.served()).isTrue();
        assertThat(told.text())
                .contains(
                        "site     api.example.com (sluice.yaml:3:3), by its alias api2.example.com",
                        "route    /v1 (sluice.yaml:7:7), the longest prefix of /v1/users",
                        "not /: matches too, but is less exact",
                        "not =/login: only this very path",
                        "http://127.0.0.1:8081 → 127.0.0.1",
                        "http://nowhere.invalid:80 → `nowhere.invalid` does not resolve here",
                        "by least-requests, 2 retries",
                        "sent     GET /users?x=1 HTTP/1.1",
                        "Host: api2.example.com",
                        "X-Forwarded-For: 198.51.100.7",
                        "X-Forwarded-Proto: https",
                        "X-A: b")
                .doesNotContain("6.6.6.6", "TE: gzip");
    }

    @Test
    void showsCharactersBeyondAsciiAndTreatsAllTheirSpellingsAlike() throws SampleRequest.Unusable {
        for (String path : List.of("/café/x", "/caf%C3%A9/x", "/caf%c3%a9/x")) {
            assertThat(explain("https://beyond.example.com" + path, "198.51.100.7")
                            .text())
                    .contains(
                            "route    /caf%C3%A9 (sluice.yaml:11:52), the longest prefix of /café/x",
                            "not /: matches too, but is less exact")
                    .containsIgnoringCase("sent     GET /caf%C3%A9/x HTTP/1.1");
        }
        assertThat(explain("https://beyond.example.com/caf%E9", "198.51.100.7").text())
                .contains("route    / ", "not /caf%C3%A9: the path does not begin so");
    }

    @Test
    void tellsThatAPathWouldBeRefusedBecauseABackendMayReadItOtherwise() throws SampleRequest.Unusable {
        Explanation told = explain("https://api.example.com/private%20/x", "198.51.100.7");
        assertThat(told.served()).isFalse();
        assertThat(told.text())
                .contains("answer   400 and the end of the connection, because some backends read the path");
    }

    @Test
    void saysWhatIsWrongWithTheCertificateAsEverywhereElse() throws SampleRequest.Unusable {
        assertThat(explain("https://x.api.example.com/", "198.51.100.7").text())
                .contains("tls      no certificate of the CA: a wildcard can be proved by DNS only");
        assertThat(explain("http://x.api.example.com/", "198.51.100.7").text()).doesNotContain("no certificate");
    }

    @Test
    void believesAForwardedAddressOnlyFromATrustedProxy() throws SampleRequest.Unusable {
        assertThat(explain("https://api.example.com/", "10.1.2.3", "X-Forwarded-For: 6.6.6.6")
                        .text())
                .contains("X-Forwarded-For: 6.6.6.6, 10.1.2.3");
    }

    @Test
    void tellsWhatTheChecksAnswer() throws SampleRequest.Unusable {
        assertThat(explain("http://api.example.com/v1", "198.51.100.7").text())
                .contains("answer   308, redirected to https://api.example.com/v1");
        assertThat(explain("https://api.example.com/login", "198.51.100.7").text())
                .contains("which is exactly the path", "redirected to https://api.example.com/sso");
        assertThat(explain("https://api.example.com/private/x", "203.0.113.9").text())
                .contains("answer   403");
        assertThat(explain("https://api.example.com/private/x", "198.51.100.7").text())
                .contains("checks   passed");
    }

    @Test
    void tellsWhyThereIsNoSiteOrRoute() throws SampleRequest.Unusable {
        Explanation noSite = explain("https://other.example.com/", "198.51.100.7");
        assertThat(noSite.served()).isFalse();
        assertThat(noSite.text())
                .contains("no site is called other.example.com", "api.example.com, only.example.com", "404");

        Explanation noRoute = explain("https://only.example.com/ab", "198.51.100.7");
        assertThat(noRoute.served()).isFalse();
        assertThat(noRoute.text()).contains("not /a: prefixes match by whole segments", "404");
    }

    @Test
    void tellsThatAnAmbiguousPathIsRefused() throws SampleRequest.Unusable {
        Explanation told = explain("https://api.example.com/v1/../private", "198.51.100.7");

        assertThat(told.served()).isFalse();
        assertThat(told.text()).contains("400", "dot segments");
    }

    @Test
    void namesAWildcard() throws SampleRequest.Unusable {
        assertThat(explain("x.api.example.com", "198.51.100.7").text()).contains("by its wildcard", "GET / HTTP/1.1");
    }
}
