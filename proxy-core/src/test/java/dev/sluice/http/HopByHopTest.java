package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HopByHopTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: close",
                "connection:",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "Transfer-Encoding: chunked",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQ",
                "Proxy-Authorization: Basic eA==",
                "Proxy-Authenticate: Basic",
                "TE: gzip",
                "TE: trailersx, x;trailers",
            })
    void removesFieldsOfTheConnection(String line) {
        Fields fields = Heads.fields("A: 1", line, "B: 2", line);
        HopByHop.removeFrom(fields, false);
        assertThat(Heads.lines(fields)).containsExactly("A: 1", "B: 2");
    }

    @Test
    void keepsAnUpgradeThatIsPassedOn() {
        Fields fields = Heads.fields("Connection: upgrade, x-a", "Upgrade: websocket", "X-A: 1");
        HopByHop.removeFrom(fields, true);
        assertThat(Heads.lines(fields)).containsExactly("Upgrade: websocket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trailers", "gzip;q=0.5, Trailers", " trailers ;q=1", "deflate,trailers,,"})
    void keepsOfTeOnlyThatTrailersAreTaken(String value) {
        Fields fields = Heads.fields("TE: " + value, "Connection: te");
        HopByHop.removeFrom(fields, false);
        assertThat(Heads.lines(fields)).containsExactly("TE: trailers");
    }

    @Test
    void keepsTheAnnouncementOfTrailers() {
        Fields fields = Heads.fields("Trailer: X-Sum");
        HopByHop.removeFrom(fields, false);
        assertThat(Heads.lines(fields)).containsExactly("Trailer: X-Sum");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-a", "X-A", "close, x-a", ",,x-a,,", "\tx-a \t", "keep-alive,x-a;q=1", "y, x-A"})
    void removesWhatConnectionNominates(String value) {
        Fields fields = Heads.fields("X-A: 1", "Connection: " + value, "x-a: 2", "X-AB: 3", "X-: 4");
        HopByHop.removeFrom(fields, false);
        assertThat(Heads.lines(fields)).containsExactly("X-AB: 3", "X-: 4");
    }

    @Test
    void looksAtEveryConnectionField() {
        Fields fields = Heads.fields("Connection: x-a", "X-A: 1", "X-B: 2", "Connection: x-b");
        HopByHop.removeFrom(fields, false);
        assertThat(Heads.lines(fields)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "Content-Length",
                "Content-Type",
                "Content-Encoding",
                "Cookie",
                "Set-Cookie",
                "Authorization",
                "Forwarded",
                "X-Forwarded-For",
                "X-Forwarded-Proto",
                "X-Forwarded-Host",
                "X-Forwarded-Port",
                "X-Forwarded-Prefix",
                "X-Real-IP",
                "X-Request-Id",
                "Cache-Control",
                "Range",
                "If-Match",
                "Origin",
                "Sec-WebSocket-Key",
                "Location",
                "WWW-Authenticate",
                "Expect",
                "Via",
                "Date"
            })
    void keepsWhatBackendsDecideBy(String name) {
        Fields fields = Heads.fields(
                name + ": 1", "Connection: close, " + name, "connection: " + name.toLowerCase(Locale.ROOT));
        HopByHop.removeFrom(fields, false);
        assertThat(Heads.lines(fields)).containsExactly(name + ": 1");
    }

    @Test
    void dropsWhateverMayBeNominatedWhenTooMuchIs() {
        Fields fields =
                Heads.fields("Host: a", "X-Last: 1", "Connection: " + "q,".repeat(20_000) + "x-last", "Trailer: x");
        HopByHop.removeFrom(fields, false);
        assertThat(Heads.lines(fields)).containsExactly("Host: a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "close | true",
                "Close | true",
                "keep-alive, CLOSE | true",
                ",, ,close | true",
                "closed | false",
                "not close | false",
                "'' | false",
                "clos e | false",
                "x;close | false",
            })
    void findsOptionsOfConnection(String value, boolean has) {
        Fields fields = Heads.fields("Connection: x", "Connection: " + value);
        assertThat(HopByHop.connectionHas(fields, "close".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(has);
    }
}
