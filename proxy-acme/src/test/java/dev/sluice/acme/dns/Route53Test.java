package dev.sluice.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.acme.dns.ProviderServer.Answer;
import dev.sluice.acme.dns.ProviderServer.Request;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a small Route 53 that keeps one set of records and checks every signature. */
@Timeout(60)
class Route53Test {
    private static final String NAME = "_acme-challenge.example.com";
    private static final AwsKeys KEYS = new AwsKeys("AKIDEXAMPLE", "s3cret", "");
    private static final Pattern VALUE = Pattern.compile("<Value>([^<]*)</Value>");

    private String stored = "";
    private int looks;

    @Test
    void recordsOfTheSameNameAreKeptBesideEachOther() throws Exception {
        try (ProviderServer server =
                new ProviderServer(request -> signed(request, KEYS) ? usual(request) : refused())) {
            Route53 route53 = route53(server, KEYS);
            route53.add(NAME, "one");
            assertThat(stored).isEqualTo("<Value>\"one\"</Value>");
            route53.add(NAME, "two");
            assertThat(stored).isEqualTo("<Value>\"one\"</Value><Value>\"two\"</Value>");
            route53.remove(NAME, "one");
            assertThat(stored).isEqualTo("<Value>\"two\"</Value>");
            route53.remove(NAME, "two");
            assertThat(stored).isEmpty();
            assertThat(looks).isGreaterThanOrEqualTo(2);
            assertThat(server.asked()).contains("GET /2013-04-01/hostedzonesbyname?dnsname=example.com.&maxitems=10");
        }
    }

    private Answer usual(Request request) {
        String path = request.line().replaceFirst("\\?.*", "");
        return switch (path) {
            case "GET /2013-04-01/hostedzonesbyname" -> Answer.good("""
                    <ListHostedZonesByNameResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><HostedZones>
                    <HostedZone><Id>/hostedzone/ZPRIVATE</Id><Name>example.com.</Name><Config><PrivateZone>true</PrivateZone></Config></HostedZone>
                    <HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name><Config><PrivateZone>false</PrivateZone></Config></HostedZone>
                    </HostedZones></ListHostedZonesByNameResponse>""");
            case "GET /2013-04-01/hostedzone/Z1/rrset" -> Answer.good(stored.isEmpty() ? otherSet() : set());
            case "POST /2013-04-01/hostedzone/Z1/rrset/" -> change(request);
            case "GET /2013-04-01/change/C1" -> {
                looks++;
                yield Answer.good("<R><Id>/change/C1</Id><Status>INSYNC</Status></R>");
            }
            default -> new Answer(404, "<E><Code>NoSuchThing</Code><Message>" + path + "</Message></E>", "");
        };
    }

    private Answer change(Request request) {
        assertThat(request.body()).contains("<Name>" + NAME + ".</Name><Type>TXT</Type><TTL>60</TTL>");
        StringBuilder values = new StringBuilder();
        Matcher matcher = VALUE.matcher(request.body());
        while (matcher.find()) {
            values.append(matcher.group());
        }
        boolean delete = request.body().contains("<Action>DELETE</Action>");
        if (delete && !stored.contentEquals(values)) {
            return new Answer(400, "<E><Code>InvalidChangeBatch</Code><Message>values differ</Message></E>", "");
        }
        stored = delete ? "" : values.toString();
        return Answer.good("<R><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status></ChangeInfo></R>");
    }

    private String set() {
        return "<R><ResourceRecordSets><ResourceRecordSet><Name>" + NAME + ".</Name><Type>TXT</Type><TTL>60</TTL>"
                + stored.replace("\"", "&quot;") + "</ResourceRecordSet></ResourceRecordSets></R>";
    }

    /** The list begins at the name and goes on with what follows it. */
    private static String otherSet() {
        return "<R><ResourceRecordSet><Name>www.example.com.</Name><Type>A</Type><TTL>300</TTL>"
                + "<Value>192.0.2.1</Value></ResourceRecordSet></R>";
    }

    @Test
    void whatAwsRefusesIsSaidInASentence() throws Exception {
        assertThat(failure("SignatureDoesNotMatch")).startsWith("AWS refuses the signature: the `secret-key`");
        assertThat(failure("InvalidClientTokenId")).startsWith("AWS does not know the `access-key`");
        assertThat(failure("AccessDenied")).contains("ChangeResourceRecordSets");
        assertThat(failure("Throttling")).startsWith("Route 53 takes no more requests");
        try (ProviderServer server = new ProviderServer(request -> Answer.good("<R><HostedZones></HostedZones></R>"))) {
            assertThatThrownBy(() -> route53(server, KEYS).add(NAME, "x"))
                    .isInstanceOf(DnsFailure.class)
                    .hasMessageStartingWith("Route 53 has no public hosted zone for " + NAME);
        }
    }

    @Test
    void anInstanceWithARoleNeedsNoKeys() throws Exception {
        AwsKeys temporary = new AwsKeys("ASIAROLE", "t0p", "session");
        try (ProviderServer metadata = new ProviderServer(Route53Test::metadata);
                ProviderServer server =
                        new ProviderServer(request -> signed(request, temporary) ? usual(request) : refused())) {
            new Route53(Map.of("url", server.url(), "metadata-url", metadata.url())).add(NAME, "one");
            assertThat(stored).isEqualTo("<Value>\"one\"</Value>");
        }
    }

    private static Answer metadata(Request request) {
        return Answer.good(
                switch (request.line()) {
                    case "PUT /latest/api/token" -> "metatoken";
                    case "GET /latest/meta-data/iam/security-credentials/" -> "edge";
                    default -> {
                        assertThat(request.header("X-aws-ec2-metadata-token")).isEqualTo("metatoken");
                        yield "{\"AccessKeyId\":\"ASIAROLE\",\"SecretAccessKey\":\"t0p\",\"Token\":\"session\"}";
                    }
                });
    }

    private static String failure(String code) throws Exception {
        String xml = "<ErrorResponse><Error><Code>" + code + "</Code><Message>no</Message></Error></ErrorResponse>";
        try (ProviderServer server = new ProviderServer(request -> new Answer(403, xml, ""))) {
            route53(server, KEYS).add(NAME, "x");
            return "no failure";
        } catch (DnsFailure e) {
            assertThat(e).hasMessageNotContaining("s3cret");
            return String.valueOf(e.getMessage());
        }
    }

    private static Route53 route53(ProviderServer server, AwsKeys keys) {
        return new Route53(Map.of("access-key", keys.id(), "secret-key", keys.secret(), "url", server.url()));
    }

    private static Answer refused() {
        return new Answer(403, "<E><Code>SignatureDoesNotMatch</Code><Message>no</Message></E>", "");
    }

    /** Recomputes the signature of what came over the wire; the computation itself is checked by AWS's examples. */
    private static boolean signed(Request request, AwsKeys keys) {
        String date = String.valueOf(request.header("x-amz-date"));
        Instant time = LocalDateTime.parse(date, DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"))
                .toInstant(ZoneOffset.UTC);
        URI uri = URI.create(
                "http://" + request.header("Host") + request.exchange().getRequestURI());
        String expected = new AwsSignature(keys, "us-east-1/route53")
                .headers(request.exchange().getRequestMethod(), uri, request.body(), time)
                .get("Authorization");
        return String.valueOf(expected).equals(request.header("Authorization"));
    }
}
