package dev.sluice.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.toolbox.JSON;

class ProblemTextsTest {
    private static final Authority CA = new Authority("The CA", URI.create("https://ca.example/dir"), null);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connection | 203.0.113.9: Connection refused | VALIDATION | ports 80 and 443 open to the world",
                "dns | NXDOMAIN | VALIDATION | the name does not resolve for the CA",
                "tls | no alpn | VALIDATION | port 443 answers from something else",
                "unauthorized | 404 from 203.0.113.9 | VALIDATION | the name leads to something else",
                "unauthorized | No TXT record found | VALIDATION | did not see the DNS record",
                "caa | issue | REFUSED | a CAA record in DNS forbids The CA",
                "rejectedIdentifier | policy | REFUSED | does not sign this name",
                "externalAccountRequired | no | ACCOUNT | acme.eab",
                "serverInternal | oops | UNREACHABLE | a fault of its own",
                "somethingNew | what | REFUSED | The CA says somethingNew"
            })
    void aProblemIsOneSentenceWithTheNameAndWhatTheCaSaid(String type, String detail, Cause cause, String sentence)
            throws Exception {
        JSON json =
                JSON.parse("{\"type\": \"urn:ietf:params:acme:error:%s\", \"detail\": \"%s\"}".formatted(type, detail));
        AcmeProblem trouble =
                ProblemTexts.of(CA, new Problem(json, CA.directory().toURL()), List.of("www.example.com"));

        assertThat(trouble.kind()).isEqualTo(cause);
        assertThat(trouble.sentence()).contains(sentence).doesNotContain("\n");
        if (cause == Cause.VALIDATION) {
            assertThat(trouble.sentence()).startsWith("www.example.com: ").contains(detail);
        }
    }

    @Test
    void aNetworkThatFailsIsToldApart() {
        assertThat(network(new UnknownHostException("ca"))).contains("its name does not resolve");
        assertThat(network(new ConnectException("x"))).contains("is outgoing HTTPS blocked?");
        assertThat(network(new HttpTimeoutException("x"))).contains("did not answer in time");
        assertThat(network(new javax.net.ssl.SSLHandshakeException("PKIX"))).contains("acme.ca: FILE");
    }

    @Test
    void whatOthersWroteIsOneLineOfBoundedLength() {
        assertThat(ProblemTexts.shorten(" a\r\n\tb\u001b[31m ")).isEqualTo("a b [31m");
        assertThat(ProblemTexts.shorten("x".repeat(5000))).hasSize(301);
    }

    @Test
    void durationsAreToldInTheirLargestUnit() {
        assertThat(ProblemTexts.words(Duration.ofSeconds(-10_799))).isEqualTo("3 h");
        assertThat(ProblemTexts.words(Duration.ofMinutes(7))).isEqualTo("7 min");
        assertThat(ProblemTexts.words(Duration.ofDays(400))).isEqualTo("400 d");
    }

    private static String network(java.io.IOException cause) {
        AcmeProblem trouble = ProblemTexts.of(CA, new AcmeNetworkException(cause));
        assertThat(trouble.kind()).isEqualTo(Cause.NETWORK);
        return trouble.sentence();
    }

    @Test
    void aSentenceStaysOneAndActsOnNoTerminal() {
        AcmeProblem trouble = new AcmeProblem(Cause.DNS, "the program says \u001b[2J\nall is well\u202e");
        assertThat(trouble.sentence()).isEqualTo("the program says \\x1b[2J\\x0aall is well\\u202e");
    }
}
