package dev.sluice.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.acme.dns.CaaRecords;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaaAdviceTest {

    @Test
    void aRecordThatForbidsIsNamedWithWhatToAdd() {
        assertThat(advice(false, "issue digicert.com; policy=ev", "iodef mailto:a@example.com"))
                .isEqualTo("a CAA record of example.com lets only digicert.com sign this name, not Let's Encrypt: add"
                        + " `example.com. CAA 0 issue \"letsencrypt.org\"` in DNS");
        assertThat(advice(false, "issue ;")).startsWith("a CAA record of example.com lets no CA sign this name");
        assertThat(advice(true, "issue letsencrypt.org", "issuewild other.example"))
                .contains("only other.example")
                .contains("CAA 0 issuewild \"letsencrypt.org\"");
    }

    @Test
    void whatAllowsOrSaysNothingIsNoTrouble() {
        assertThat(advice(false)).isEmpty();
        assertThat(advice(false, "iodef mailto:a@example.com")).isEmpty();
        assertThat(advice(false, "issue other.example", "issue LetsEncrypt.org; validationmethods=http-01"))
                .isEmpty();
        assertThat(advice(true, "issue letsencrypt.org")).isEmpty();
        assertThat(CaaAdvice.of(
                        new CaaRecords("example.com", List.of("issue other.example")), false, "a CA", List.of()))
                .isEmpty();
    }

    private static String advice(boolean wildcard, String... properties) {
        return CaaAdvice.of(
                new CaaRecords("example.com", List.of(properties)),
                wildcard,
                "Let's Encrypt",
                List.of("letsencrypt.org"));
    }
}
