package dev.sluice.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.acme.dns.ProviderServer.Answer;
import dev.sluice.acme.dns.ProviderServer.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CloudflareTest {
    private static final String NAME = "_acme-challenge.www.example.com";

    @Test
    void aRecordIsAddedToTheNearestZoneAndOnlyItsTextIsRemoved() throws Exception {
        List<String> bodies = new ArrayList<>();
        try (ProviderServer server = new ProviderServer(request -> {
            assertThat(request.header("Authorization")).isEqualTo("Bearer t0ken");
            bodies.add(request.body());
            return usual(request);
        })) {
            Cloudflare cloudflare = new Cloudflare(Map.of("token", "t0ken", "url", server.url() + "/"));
            cloudflare.add(NAME, "digest-1");
            cloudflare.remove(NAME, "digest-1");
            assertThat(server.asked())
                    .containsSubsequence(
                            "GET /zones?name=www.example.com",
                            "GET /zones?name=example.com",
                            "POST /zones/z1/dns_records",
                            "GET /zones/z1/dns_records?type=TXT&name=" + NAME,
                            "DELETE /zones/z1/dns_records/r1")
                    .doesNotContain("DELETE /zones/z1/dns_records/r2");
            assertThat(bodies)
                    .contains(
                            "{\"type\":\"TXT\",\"name\":\"" + NAME + "\",\"content\":\"\\\"digest-1\\\"\",\"ttl\":60}");
        }
    }

    private static Answer usual(Request request) {
        return Answer.good(
                switch (request.line()) {
                    case "GET /zones?name=example.com" -> "{\"success\":true,\"result\":[{\"id\":\"z1\"}]}";
                    case "GET /zones/z1/dns_records?type=TXT&name=" + NAME ->
                        "{\"result\":[{\"id\":\"r2\",\"content\":\"\\\"other\\\"\"},"
                                + "{\"id\":\"r1\",\"content\":\"\\\"digest-1\\\"\"}]}";
                    default -> "{\"success\":true,\"result\":[]}";
                });
    }

    @Test
    void aRecordThatIsThereAlreadyIsGood() throws Exception {
        Answer identical = new Answer(400, "{\"errors\":[{\"code\":81058,\"message\":\"identical\"}]}", "");
        try (ProviderServer server =
                new ProviderServer(request -> request.line().startsWith("POST") ? identical : usual(request))) {
            new Cloudflare(Map.of("token", "t", "url", server.url(), "zone", "example.com")).add(NAME, "digest-1");
            assertThat(server.asked()).first().isEqualTo("GET /zones?name=example.com");
        }
    }

    @Test
    void aBadTokenAZoneThatIsNotThereAndALimitAreSaidEachInASentence() throws Exception {
        assertThat(failure(new Answer(403, "{\"errors\":[{\"code\":9109,\"message\":\"Invalid access token\"}]}", "")))
                .startsWith(
                        "Cloudflare refuses the token of `acme.dns` (Invalid access token): it needs the permissions");
        assertThat(failure(Answer.good("{\"result\":[]}")))
                .startsWith("Cloudflare has no zone for " + NAME + " that the token of `acme.dns` may see");
        assertThat(failure(new Answer(429, "{}", "Retry-After: 120")))
                .startsWith("Cloudflare's API takes no more requests for 120 s: its limit is reached");
        assertThat(failure(new Answer(502, "<html>bad gateway</html>", "")))
                .isEqualTo("Cloudflare's API answered 502: <html>bad gateway</html>");
    }

    @Test
    void aServerThatIsAwayIsSaid() throws Exception {
        ProviderServer server = new ProviderServer(request -> Answer.good(""));
        server.close();
        assertThatThrownBy(() -> new Cloudflare(Map.of("token", "t", "url", server.url())).add(NAME, "x"))
                .isInstanceOf(DnsFailure.class)
                .hasMessageStartingWith("Cloudflare's API at 127.0.0.1:")
                .hasMessageContaining("cannot be reached");
    }

    private static String failure(Answer answer) throws Exception {
        try (ProviderServer server = new ProviderServer(request -> answer)) {
            Cloudflare cloudflare = new Cloudflare(Map.of("token", "s3cret", "url", server.url()));
            try {
                cloudflare.add(NAME, "x");
                return "no failure";
            } catch (DnsFailure e) {
                assertThat(e).hasMessageNotContaining("s3cret");
                return String.valueOf(e.getMessage());
            }
        }
    }
}
