package dev.sluice.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What BIND's signatures look like is tried against BIND itself; here is what must not pass. */
class TsigTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Tsig KEY = key("right");

    @Test
    void anAnswerWithoutASignatureOrWithAnothersIsNotBelieved() throws Exception {
        byte[] question = DnsMessage.query(7, "example.com", DnsMessage.SOA);
        assertThat(KEY.verifies(DnsMessage.parse(question), question, NOW)).isFalse();
        assertThat(KEY.verifies(DnsMessage.parse(key("wrong").sign(question, NOW)), question, NOW))
                .isFalse();
        // a signature by the right key that does not cover the question, as in a replay
        assertThat(KEY.verifies(DnsMessage.parse(KEY.sign(question, NOW)), question, NOW))
                .isFalse();
    }

    /** Whatever is changed in a signed answer, it is not believed, or refused with a sentence. */
    @Test
    void anyChangeOfASignedAnswerIsSeen() throws Exception {
        byte[] question = DnsMessage.query(7, "example.com", DnsMessage.SOA);
        byte[] signed = KEY.sign(question, NOW);
        Random random = new Random(20_261_128);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = signed.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(KEY.verifies(DnsMessage.parse(changed), question, NOW))
                        .isFalse();
            } catch (IOException said) {
                assertThat(said).hasMessageContaining("not well-formed");
            }
        }
    }

    @Test
    void caaRecordsAreRead() throws Exception {
        String question = "07" + hex("example") + "03" + hex("com") + "00" + "0101" + "0001";
        String record =
                "c00c" + "0101" + "0001" + "0000003c" + "0016" + "00" + "05" + hex("issue") + hex("letsencrypt.org");
        byte[] answer = bytes("0007" + "8180" + "0001" + "0001" + "0000" + "0000" + question + record);
        assertThat(DnsMessage.parse(answer).texts(DnsMessage.CAA)).containsExactly("issue letsencrypt.org");
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] bytes(String hex) {
        return java.util.HexFormat.of().parseHex(hex);
    }

    private static Tsig key(String secret) {
        return new Tsig(
                "sluice",
                Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.US_ASCII)),
                "hmac-sha256");
    }
}
