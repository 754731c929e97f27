package dev.sluice.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.acme.dns.ProviderServer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AcmeDnsTest {
    private static final String NAME = "_acme-challenge.www.example.com";

    @Test
    void theTextIsUpdatedWithTheAccountOfTheConfigurationOrOfTheFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("accounts.json");
        Files.writeString(
                file, "{\"example.com\": {\"username\": \"u2\", \"password\": \"p2\", \"subdomain\": \"s2\"}}");
        List<String> seen = new ArrayList<>();
        try (ProviderServer server = new ProviderServer(request -> {
            seen.add(request.line() + " " + request.header("X-Api-User") + " " + request.header("X-Api-Key") + " "
                    + request.body());
            return Answer.good("{\"txt\": \"digest\"}");
        })) {
            new AcmeDns(Map.of("url", server.url(), "username", "u1", "password", "p1", "subdomain", "s1"))
                    .add(NAME, "digest");
            new AcmeDns(Map.of("url", server.url(), "accounts", file.toString())).add(NAME, "digest");
            assertThat(seen)
                    .containsExactly(
                            "POST /update u1 p1 {\"subdomain\":\"s1\",\"txt\":\"digest\"}",
                            "POST /update u2 p2 {\"subdomain\":\"s2\",\"txt\":\"digest\"}");
            assertThatThrownBy(() -> new AcmeDns(Map.of("url", server.url(), "accounts", file.toString()))
                            .add("_acme-challenge.example.org", "digest"))
                    .isInstanceOf(DnsFailure.class)
                    .hasMessageContaining("has no account for the domain of _acme-challenge.example.org");
        }
    }

    @Test
    void anAccountThatIsNotAcceptedIsSaid() throws Exception {
        try (ProviderServer server = new ProviderServer(request -> new Answer(401, "{\"error\": \"forbidden\"}", ""))) {
            Map<String, String> settings =
                    Map.of("url", server.url(), "username", "u", "password", "p4ss", "subdomain", "s");
            assertThatThrownBy(() -> new AcmeDns(settings).add(NAME, "x"))
                    .isInstanceOf(DnsFailure.class)
                    .hasMessageStartingWith("the acme-dns server does not accept the account")
                    .hasMessageNotContaining("p4ss");
        }
    }
}
