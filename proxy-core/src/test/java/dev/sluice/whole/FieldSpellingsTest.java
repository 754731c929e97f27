package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A rule for a field holds for every spelling that programs behind CGI, WSGI, Rack and their like take for it, in both protocols;
 * fields that no rule concerns pass, whatever their names.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FieldSpellingsTest {
    private RawBackend backend;
    private Edge edge;

    @BeforeAll
    void start() throws Exception {
        backend = RawBackend.echo();
        edge = Edge.before(
                backend,
                "headers: {request: {set: {X-User: me, X_Group: us}, add: {X-Role: reader}, remove: [X-Debug, X_Trace]}}");
    }

    @AfterAll
    void stop() throws Exception {
        edge.close();
        backend.close();
    }

    @ParameterizedTest
    @CsvSource({
        "X-User, me",
        "X_User, me",
        "x.user, me",
        "X!USER, me",
        "X-Group, us",
        "x_group, us",
        "X|Group, us",
        "X_Role, reader",
        "X_Debug, ",
        "X.Debug, ",
        "X-Trace, ",
        "X~Trace, ",
        "Client.IP, ",
        "True_Client_IP, ",
        "X-Original_URL, ",
        "X_Real.IP, 127.0.0.1",
        "X.Forwarded.For, 127.0.0.1",
        "Keep_Alive, ",
        "Proxy_Authorization, "
    })
    void noSpellingLeadsAroundARule(String name, String value) throws Exception {
        List<String> expected = value == null ? List.of() : List.of(value);
        assertThat(folded(ask(name + ": evil"), name)).as("HTTP/1").isEqualTo(expected);
        assertThat(folded(askHttp2(name.toLowerCase(Locale.ROOT), "evil"), name))
                .as("HTTP/2")
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X_Custom", "x.y", "X_Users", "_", "X-Role"})
    void whatNoRuleConcernsPasses(String name) throws Exception {
        assertThat(ask(name + ": 1").values(name)).contains("1");
        assertThat(askHttp2(name.toLowerCase(Locale.ROOT), "1").values(name)).contains("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer_Encoding: chunked",
                "Transfer.Encoding: chunked",
                "Content_Length: 0",
                "Content~Length: 5"
            })
    void whatABackendMayTakeForFramingIsRefused(String line) throws Exception {
        int before = backend.requests().size();
        try (RawClient client = edge.client()) {
            assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test", line).status())
                    .isEqualTo(400);
        }
        try (H2Client client = H2Client.plain(edge.plain())) {
            String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
            client.send(getting(name, line.substring(line.indexOf(' ') + 1)));
            assertThat(client.headers(1).status()).isEqualTo(400);
        }
        assertThat(backend.requests()).hasSize(before);
    }

    @Test
    void aTrustedProxysFieldsStayInTheUsualSpellingOnly() throws Exception {
        try (Edge trusting = Edge.start("trusted-proxies: [127.0.0.1]\n" + Edge.site(backend.target()));
                RawClient client = trusting.client()) {
            client.exchange(
                    "GET / HTTP/1.1",
                    "Host: app.test",
                    "CF-Connecting-IP: 192.0.2.1",
                    "CF_Connecting_IP: 6.6.6.6",
                    "X-Forwarded-For: 192.0.2.1",
                    "X_Forwarded_For: 6.6.6.6");
            Message seen = backend.requests().getLast();
            assertThat(folded(seen, "CF-Connecting-IP")).containsExactly("192.0.2.1");
            assertThat(folded(seen, "X-Forwarded-For")).containsExactly("192.0.2.1, 127.0.0.1");
        }
    }

    private Message ask(String line) throws Exception {
        try (RawClient client = edge.client()) {
            assertThat(client.exchange("GET / HTTP/1.1", "Host: app.test", line).status())
                    .isEqualTo(200);
            return backend.requests().getLast();
        }
    }

    private Message askHttp2(String name, String value) throws Exception {
        try (H2Client client = H2Client.plain(edge.plain())) {
            client.send(getting(name, value));
            assertThat(client.headers(1).status()).isEqualTo(200);
            return backend.requests().getLast();
        }
    }

    private static Frame getting(String name, String value) {
        return Frame.headers(
                        1, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "app.test", name, value)
                .last();
    }

    /** The values of all fields that become the same variable as this name. */
    private static List<String> folded(Message message, String name) {
        List<String> values = new ArrayList<>();
        for (Message.Field field : message.fields()) {
            if (variable(field.name()).equals(variable(name))) {
                values.add(field.value());
            }
        }
        return values;
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
