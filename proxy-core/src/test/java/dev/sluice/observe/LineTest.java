package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.exchange.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class LineTest {
    private static final long NOW = Instant.parse("2026-11-22T03:54:18.123Z").toEpochMilli();
    private static final String EVERY_BYTE =
            IntStream.range(1, 256).mapToObj(c -> String.valueOf((char) c)).collect(Collectors.joining());

    private final Line line = new Line();

    @Test
    void textShowsEverythingInOneLine() {
        Ended ended = Ended.get("/v1?q=1")
                .overTls("TLSv1.3")
                .with("User-Agent", "curl/8.5")
                .with("Referer", "https://example.com/a b");

        assertThat(text(ended))
                .isEqualTo(
                        "2026-11-22T03:54:18.123Z 203.0.113.7 api.example.com \"GET /v1?q=1 HTTP/1.1\" 200 in=0 out=512"
                                + " ms=12.345 head=11.900 site=api.example.com route=/v1 to=\"api:8080 (172.18.0.5)\" tries=1 id=4f2c"
                                + " tls=TLSv1.3 referer=\"https://example.com/a b\" agent=\"curl/8.5\"\n");
    }

    @Test
    void jsonShowsEverythingInOneObject() {
        Ended ended = Ended.get("/v1?q=1")
                .overTls("TLSv1.3")
                .with("User-Agent", "curl/8.5")
                .with("Referer", "https://example.com/");

        assertThat(json(ended))
                .isEqualTo(
                        "{\"time\":\"2026-11-22T03:54:18.123Z\",\"client\":\"203.0.113.7\",\"host\":\"api.example.com\","
                                + "\"method\":\"GET\",\"target\":\"/v1?q=1\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"bytes_in\":0,"
                                + "\"bytes_out\":512,\"ms\":12.345,\"head_ms\":11.900,\"site\":\"api.example.com\",\"route\":\"/v1\","
                                + "\"endpoint\":\"api:8080 (172.18.0.5)\",\"attempts\":1,\"request_id\":\"4f2c\",\"tls\":\"TLSv1.3\","
                                + "\"referer\":\"https://example.com/\",\"user_agent\":\"curl/8.5\"}\n");
    }

    @Test
    void textSaysWhatIsNotThereByADash() {
        Ended ended = new Ended("", "")
                .host("")
                .nowhere()
                .status(400)
                .tookNanos(0, 1_000_000)
                .failed(Failure.BAD_REQUEST, "a bare LF");

        assertThat(text(ended))
                .isEqualTo(
                        "2026-11-22T03:54:18.123Z 203.0.113.7 - \"-\" 400 in=0 out=512 ms=1.000 head=- site=- route=- to=-"
                                + " tries=0 id=4f2c tls=- referer=\"-\" agent=\"-\" ended-by=client"
                                + " why=\"the request is malformed: a bare LF\"\n");
    }

    @Test
    void saysHowFarAnUploadHadComeWhenItWasCut() {
        Ended ended = new Ended("PATCH", "/v2/x")
                .length(4_194_304)
                .bytes(1_048_576, 0)
                .status(0)
                .tookNanos(0, 3_210_000_000L)
                .failed(Failure.CLIENT_GONE, null);

        assertThat(text(ended))
                .endsWith(
                        " ended-by=client why=\"the client went away after 1048576 of 4194304 request bytes in 3.2 s\"\n");
        assertThat(parse(json(ended)))
                .containsEntry("ended_by", "client")
                .containsEntry("cause", "client_gone")
                .containsEntry("why", "the client went away after 1048576 of 4194304 request bytes in 3.2 s");
    }

    @Test
    void saysHowFarADownloadHadComeWhenTheBackendCutIt() {
        Ended ended =
                Ended.get("/big").bytes(0, 99).tookNanos(5, 61_000_000_000L).failed(Failure.BACKEND_TRUNCATED, null);

        assertThat(text(ended))
                .endsWith(
                        " ended-by=backend why=\"the backend ended its answer too early after 99 response bytes in 61.0 s\"\n");
    }

    @Test
    void aTunnelIsMarkedAndShowsItsBytes() {
        Ended ended = Ended.get("/ws").status(101).bytes(7, 9).tunnel().failed(Failure.STOPPING, null);

        assertThat(text(ended))
                .contains(" 101 in=7 out=9 ")
                .endsWith(
                        " tunnel=yes ended-by=sluice why=\"the proxy is stopping after 7 bytes up and 9 bytes down in 0.0 s\"\n");
        assertThat(parse(json(ended))).containsEntry("tunnel", true);
    }

    @Test
    void noValueForgesALineOrAKey() {
        Ended ended = Ended.get("/\"\r\n2026 forged \\ \u00e9 status=200")
                .with("User-Agent", EVERY_BYTE)
                .with("Referer", "\",\"admin\":true,\"x\":\"")
                .failed(Failure.BACKEND_PROTOCOL, "line\nbreak \u2028 \ud83d\ude00 \"quoted\"");

        assertThat(text(ended))
                .containsPattern("^[ -~]+\n$")
                .contains("GET /\\\"\\x0d\\x0a2026 forged \\\\ \\xe9 status=200 HTTP/1.1\"")
                .contains("line\\x0abreak \\u2028 \\ud83d\\ude00 \\\"quoted\\\"");
        String json = json(ended);
        assertThat(json).containsPattern("^[ -~]+\n$");
        assertThat(parse(json))
                .containsEntry("target", "/\"\r\n2026 forged \\ \u00e9 status=200")
                .containsEntry("user_agent", EVERY_BYTE)
                .containsEntry("referer", "\",\"admin\":true,\"x\":\"")
                .doesNotContainKey("admin");
    }

    @Test
    void aWordNeverHoldsASpace() {
        assertThat(text(Ended.get("/").host("a b=\"c\""))).contains(" a\\x20b=\\x22c\\x22 \"GET");
    }

    @Test
    void secretFieldsAreNeverShown() {
        Ended ended = Ended.get("/").with("Authorization", "Basic c2VjcmV0").with("Cookie", "session=c2VjcmV0");

        assertThat(text(ended) + json(ended)).doesNotContain("c2VjcmV0");
    }

    @Test
    void hugeValuesAreCutAndStillFit() {
        String huge = "\u00ff".repeat(60_000);
        Ended ended = new Ended(huge, huge)
                .host(huge)
                .on(Ended.route(0, huge, huge))
                .overTls(huge)
                .with("User-Agent", huge)
                .with("Referer", huge)
                .bytes(Long.MAX_VALUE, Long.MAX_VALUE)
                .failed(Failure.BACKEND_PROTOCOL, huge);

        assertThat(text(ended)).hasSizeLessThan(64_000).contains("\\xff...").endsWith("\"\n");
        assertThat(parse(json(ended))).containsEntry("user_agent", "\u00ff".repeat(512) + "...");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:db8::1, 2001:db8::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "abcd:ef01:2345:6789:abcd:ef01:2345:6789, abcd:ef01:2345:6789:abcd:ef01:2345:6789",
        "::ffff:192.0.2.1, 192.0.2.1",
    })
    void addressesAreWrittenTheShortWay(String address, String expected) {
        assertThat(text(Ended.get("/").from(address))).startsWith("2026-11-22T03:54:18.123Z " + expected + " api");
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void everyFailureIsSaid(Failure failure) {
        assertThat(text(Ended.get("/").failed(failure, null))).contains("why=\"" + failure.sentence());
        assertThat(parse(json(Ended.get("/").failed(failure, null)))).containsKeys("ended_by", "cause", "why");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "10, 10", "999, 999", "1000, 1000", "9223372036854775807, 9223372036854775807", "-5, -5"
    })
    void numbersAreWrittenInDecimal(long number, String expected) {
        line.number(number);
        assertThat(written()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.000", "999, 0.000", "1000, 0.001", "1500000, 1.500", "60000000000, 60000.000", "-1, 0.000"})
    void millisecondsHaveThreePlaces(long nanos, String expected) {
        line.addMillis(nanos);
        assertThat(written()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00.000Z",
        "951827696789, 2000-02-29T12:34:56.789Z",
        "4102444799999, 2099-12-31T23:59:59.999Z",
    })
    void timesAreIso8601(long epochMillis, String expected) {
        line.addTime(epochMillis);
        assertThat(written()).isEqualTo(expected);
    }

    private String text(Ended ended) {
        line.clear();
        new TextLine(line).write(ended, NOW);
        return written();
    }

    private String json(Ended ended) {
        line.clear();
        new JsonLine(line).write(ended, NOW);
        return written();
    }

    private String written() {
        return new String(line.bytes(), 0, line.length(), StandardCharsets.US_ASCII);
    }

    /** JSON is YAML: a parser that is at hand reads it. */
    static Map<Object, Object> parse(String json) {
        return new LinkedHashMap<>((Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(json));
    }
}
