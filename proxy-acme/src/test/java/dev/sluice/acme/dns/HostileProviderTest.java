package dev.sluice.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.acme.http.BoundedHttp;
import dev.sluice.acme.http.HostileServer;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Whoever answers at a provider's address must not end the process, nor hold it up. */
@Timeout(120)
class HostileProviderTest {
    private static final String NAME = "_acme-challenge.www.example.com";
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private static final Map<String, Function<String, TxtProvider>> PROVIDERS = providers();

    private static Map<String, Function<String, TxtProvider>> providers() {
        Map<String, Function<String, TxtProvider>> all = new LinkedHashMap<>();
        all.put("Cloudflare", url -> new Cloudflare(Map.of("url", url, "token", "t")));
        all.put("Route 53", url -> new Route53(Map.of("url", url, "access-key", "a", "secret-key", "s")));
        all.put("EC2", url -> new Route53(Map.of("url", url, "metadata-url", url)));
        all.put("acme-dns", url -> new AcmeDns(Map.of("url", url)));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> anAnswerWithoutEndIsAFailureThatSaysSo() {
        return each(HostileServer.endless(OK, new byte[16 * 1024]), "answered with more than 1024 KB");
    }

    @TestFactory
    Stream<DynamicTest> aHeadWithoutEndIsAFailure() {
        return each(HostileServer.endless(OK + "X-A: ", HostileServer.ascii("x".repeat(5000))), "cannot be reached");
    }

    @TestFactory
    Stream<DynamicTest> anAnswerThatIsNotWhatItShouldBeIsAFailure() {
        return Stream.of(
                        "{\"result\": 1, \"errors\": 5}",
                        "{\"a\": " + "[".repeat(100_000),
                        "{\"a\": " + "1".repeat(100_000),
                        "{\"result\": [{\"id\": {}}, 1], \"AccessKeyId\": []}",
                        "<HostedZone><Name>".repeat(50_000))
                .flatMap(body -> each(HostileServer.whole("HTTP/1.1 500 Oh\r\n", body), ""));
    }

    @Test
    void manyBeginningsWithoutAnEndAreLookedAtOnce() throws Exception {
        String body = "<HostedZone>".repeat(85_000);
        try (HostileServer server = HostileServer.start(HostileServer.whole(OK, body))) {
            assertThatThrownBy(
                            () -> PROVIDERS.get("Route 53").apply(server.url()).add(NAME, "v"))
                    .isInstanceOf(DnsFailure.class)
                    .hasMessageContaining("no public hosted zone");
        }
    }

    @Test
    void anAnswerThatOnlyDribblesIsAFailure() throws Exception {
        BoundedHttp.Bounds bounds = new BoundedHttp.Bounds(1000, Duration.ofSeconds(10), Duration.ofMillis(500));
        try (HostileServer server =
                HostileServer.start(HostileServer.dribbling(OK + "Content-Length: 999\r\n\r\n", "x"))) {
            assertThatThrownBy(() -> new HttpApi("the API", server.url(), bounds)
                            .send("GET", URI.create(server.url()), "", Map.of()))
                    .isInstanceOf(DnsFailure.class)
                    .hasMessageContaining("no complete answer within 0.5 s");
            assertThat(server.awaitGivenUp()).isTrue();
        }
    }

    @Test
    void aTokenThatCannotStandInAHeaderIsAFailureWithoutTheToken() throws Exception {
        try (HostileServer server = HostileServer.start(HostileServer.whole(OK, "s3cret\u0001"))) {
            assertThatThrownBy(() -> PROVIDERS.get("EC2").apply(server.url()).add(NAME, "v"))
                    .isInstanceOf(DnsFailure.class)
                    .hasMessageContaining("a character that cannot stand in a header")
                    .hasMessageNotContaining("s3cret");
        }
    }

    private static Stream<DynamicTest> each(HostileServer.Answer answer, String sentence) {
        return PROVIDERS.entrySet().stream()
                .map(provider -> DynamicTest.dynamicTest(provider.getKey(), () -> {
                    try (HostileServer server = HostileServer.start(answer)) {
                        TxtProvider asked = provider.getValue().apply(server.url());
                        assertThatThrownBy(() -> asked.add(NAME, "v"))
                                .isInstanceOf(DnsFailure.class)
                                .hasMessageContaining(sentence);
                        if (!(asked instanceof AcmeDns)) { // which removes nothing
                            assertThatThrownBy(() -> asked.remove(NAME, "v"))
                                    .isInstanceOf(DnsFailure.class)
                                    .hasMessageContaining(sentence);
                        }
                    }
                }));
    }
}
