package dev.sluice.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.acme.http.BoundedHttp;
import dev.sluice.acme.http.HostileServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.toolbox.JSON;

/** A CA, or who answers in its place, must not end the process. */
@Timeout(60)
class CaConnectionTest {
    private static final Authority AUTHORITY = new Authority("the CA", URI.create("https://ca.test/dir"), null);
    private static final String JSON_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static final BoundedHttp.Bounds SHORT =
            new BoundedHttp.Bounds(1 << 20, Duration.ofSeconds(10), Duration.ofMillis(500));

    private final CaClock clock = new CaClock(() -> Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void anAnswerIsReadAndItsDateLookedAt() throws Exception {
        try (HostileServer server = HostileServer.start(HostileServer.whole(
                JSON_HEAD + "Date: Thu, 01 Jan 2026 03:00:00 GMT\r\n", "{\"newNonce\": \"https://ca.test/nonce\"}"))) {
            assertThat(read(server, null).get("newNonce").asString()).isEqualTo("https://ca.test/nonce");
            assertThat(clock.sentence()).contains("3 h slow");
        }
    }

    @Test
    void anAnswerWithoutEndIsTrouble() throws Exception {
        try (HostileServer server = HostileServer.start(HostileServer.endless(JSON_HEAD, new byte[16 * 1024]))) {
            assertThat(trouble(server, null))
                    .isEqualTo(
                            "the CA (https://ca.test/dir) did not work: it answered with more than 1024 KB, which no CA"
                                    + " needs: check the `directory`");
            assertThat(server.awaitGivenUp()).isTrue();
        }
    }

    @Test
    void anAnswerThatOnlyDribblesIsTrouble() throws Exception {
        try (HostileServer server =
                HostileServer.start(HostileServer.dribbling(JSON_HEAD + "Content-Length: 999\r\n\r\n", " "))) {
            assertThat(trouble(server, SHORT)).endsWith("it did not answer in time");
            assertThat(server.awaitGivenUp()).isTrue();
        }
    }

    @Test
    void aHeadWithoutEndIsTrouble() throws Exception {
        try (HostileServer server = HostileServer.start(
                HostileServer.endless("HTTP/1.1 200 OK\r\nX-A: ", HostileServer.ascii("x".repeat(5000))))) {
            assertThat(trouble(server, null)).startsWith("the CA (https://ca.test/dir) did not work: ");
        }
    }

    @Test
    void anAnswerThatWouldGrowIsTrouble() throws Exception {
        try (HostileServer server =
                HostileServer.start(HostileServer.whole(JSON_HEAD + "Content-Encoding: gzip\r\n", "anything"))) {
            assertThat(trouble(server, null)).contains("it compresses its answers");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "1", "{\"a\":"})
    void anAnswerThatWouldExhaustAParserIsTrouble(String part) throws Exception {
        try (HostileServer server =
                HostileServer.start(HostileServer.whole(JSON_HEAD, " {\"a\": " + part.repeat(100_000)))) {
            assertThat(trouble(server, null)).contains("its JSON is nested deeper than 64 levels");
        }
    }

    private String trouble(HostileServer server, BoundedHttp.@Nullable Bounds bounds) {
        AcmeException[] seen = new AcmeException[1];
        assertThatThrownBy(() -> read(server, bounds)).isInstanceOfSatisfying(AcmeException.class, e -> seen[0] = e);
        return ProblemTexts.of(AUTHORITY, seen[0]).sentence();
    }

    private JSON read(HostileServer server, BoundedHttp.@Nullable Bounds bounds) throws Exception {
        CaProvider provider = new CaProvider(clock, null);
        Session session = new Session(AUTHORITY.directory(), provider);
        NetworkSettings settings = new NetworkSettings();
        HttpConnector connector = new HttpConnector(settings, provider.createHttpClient(settings));
        try (CaConnection connection =
                bounds == null ? new CaConnection(connector, clock) : new CaConnection(connector, clock, bounds)) {
            connection.sendRequest(URI.create(server.url()).toURL(), session, null);
            return connection.readJsonResponse();
        }
    }
}
