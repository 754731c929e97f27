package dev.sluice.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.acme.dns.DnsMessage.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class DnsReaderTest {
    private static final String QUESTION = "076578616d706c6503636f6d00" + "0010" + "0001"; // example.com, at 12
    private static final String FIXED = "0001" + "0000003c"; // class and TTL

    @Test
    void anAnswerIsReadWithNamesThatPointBack() throws IOException {
        Reply reply = parse(
                "0007 8180 0001 0002 0000 0000",
                QUESTION,
                "03777777c00c" + "0005" + FIXED + "0006" + "03636e61c00c", // www.example.com CNAME cna.example.com
                "c00c" + "0010" + FIXED + "0005" + "0161" + "026263"); // "a" "bc"
        assertThat(reply.records())
                .extracting(each -> each.name() + " " + each.type() + " " + each.text())
                .containsExactly("www.example.com 5 cna.example.com", "example.com 16 abc");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing at all                     |                                                          | it ends before it is complete
            half a head                        | 00078180 0001                                            | it ends before it is complete
            no question                        | 00078180 0001 0000 0000 0000                             | it is too short
            two questions                      | 00078180 0002 0000 0000 0000 00 0010 0001 00 0010 0001   | it says that it has 2 questions
            counts beyond its length           | 00078180 0000 ffff ffff ffff                             | it says that it has 0 questions and 196605 records
            more records than fit              | 00078180 0000 0040 0000 0000 00 0001 0001 0000003c 0000  | it is too short for its 64 records
            a label of 64                      | 00078180 0001 0000 0000 0000 40 41 00 0010 0001          | a label of a name has no valid length
            a label of 128                     | 00078180 0001 0000 0000 0000 80 41 00 0010 0001          | a label of a name has no valid length
            a label of 191                     | 00078180 0001 0000 0000 0000 bf 41 00 0010 0001          | a label of a name has no valid length
            a pointer to itself                | 00078180 0001 0000 0000 0000 c00c 0010 0001              | a name points to
            a pointer ahead                    | 00078180 0001 0000 0000 0000 c012 0010 0001 00           | a name points to
            a pointer into the head            | 00078180 0001 0000 0000 0000 c000 0010 0001              | a name points to
            a pointer beyond the end           | 00078180 0001 0000 0000 0000 ffff 0010 0001              | a name points to
            a pointer to its own label         | 00078180 0001 0000 0000 0000 0141c00c 0010 0001          | a name points to
            a name that does not end           | 00078180 0001 0000 0000 0000 07 6578616d70               | it ends before it is complete
            half a pointer                     | 00078180 0001 0000 0000 0000 0141 0141 c0                | it ends before it is complete
            a record longer than the message   | 00078180 0000 0001 0000 0000 00 0010 0001 0000003c ffff  | a record is longer than the message
            a text longer than its record      | 00078180 0000 0001 0000 0000 00 0010 0001 0000003c 0002 0541 | a text is longer than its record
            a target that leaves bytes over    | 00078180 0000 0001 0000 0000 00 0005 0001 0000003c 0004 0141 00 00 | a name is not as long as its record
            a target longer than its record    | 00078180 0000 0001 0000 0000 00 0005 0001 0000003c 0002 0141 00 | a name is not as long as its record
            a CAA record without a tag         | 00078180 0000 0001 0000 0000 00 0101 0001 0000003c 0001 00 | a CAA record is too short
            a CAA tag longer than its record   | 00078180 0000 0001 0000 0000 00 0101 0001 0000003c 0003 00 09 41 | a text is longer than its record
            something at the end               | 00078180 0001 0000 0000 0000 00 0010 0001 ff             | something follows its last record
            """)
    void whatIsMalformedIsSaid(String what, @Nullable String hex, String sentence) {
        assertThatThrownBy(() -> parse(hex == null ? "" : hex))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("an answer of a DNS server is not well-formed: " + sentence);
    }

    @Test
    void aNameHasAtMost255Octets() throws IOException {
        String label = "3f" + "61".repeat(63);
        String longest = label.repeat(3) + "3d" + "61".repeat(61) + "00";
        assertThat(parse("00078180 0001 0000 0000 0000", longest, "0010 0001").records())
                .isEmpty();
        String more = label.repeat(3) + "3e" + "61".repeat(62) + "00";
        assertThatThrownBy(() -> parse("00078180 0001 0000 0000 0000", more, "0010 0001"))
                .hasMessageEndingWith("a name is longer than 255 octets");
    }

    @Test
    void pointersMakeNoNameLonger() {
        // each record's name is one label and the name of the record before it
        StringBuilder records = new StringBuilder("00 0001" + FIXED + "0000");
        int before = 12;
        int at = 12 + 11;
        for (int i = 0; i < 500; i++) {
            records.append("0161").append("%04x".formatted(0xC000 | before));
            records.append("0001").append(FIXED).append("0000");
            before = at;
            at += 14;
        }
        assertThatThrownBy(() -> parse("00078180 0000 01f5 0000 0000", records.toString()))
                .hasMessageContaining("a name ");
    }

    @Test
    void ofATruncatedAnswerNothingIsRead() throws IOException {
        Reply reply = parse("0007 8380 0001 0005 0000 0000", QUESTION, "c00c0010");
        assertThat(reply.truncated()).isTrue();
        assertThat(reply.records()).isEmpty();
    }

    /** Whatever is changed in an answer, it is read or refused with a sentence. */
    @Test
    void anyChangeOfAnAnswerIsReadOrSaid() {
        byte[] good = bytes("0007 8180 0001 0003 0000 0001" + QUESTION
                + "03777777c00c0005" + FIXED + "0006" + "03636e61c00c"
                + "c00c0010" + FIXED + "0005" + "0161026263"
                + "c00c0101" + FIXED + "0016" + "0005" + hex("issue") + hex("letsencrypt.org")
                + "0000fa00ff00000000" + "0003" + "010203");
        Random random = new Random(20_261_128);
        for (int i = 0; i < 300_000; i++) {
            byte[] changed = good.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                changed[random.nextInt(changed.length)] = (byte) (random.nextBoolean() ? 0xC0 : random.nextInt(256));
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(changed.length + 1) : changed.length;
            readOrSaid(Arrays.copyOf(changed, length));
        }
        for (int i = 0; i < 20_000; i++) {
            byte[] any = new byte[random.nextInt(600)];
            random.nextBytes(any);
            if (any.length > 12) {
                any[2] = (byte) 0x81;
                any[4] = any[6] = any[8] = any[10] = 0;
            }
            readOrSaid(any);
        }
    }

    private static void readOrSaid(byte[] message) {
        try {
            Reply reply = DnsMessage.parse(message);
            assertThat(reply.records().size()).isLessThan(1025);
            reply.records().forEach(each -> assertThat(each.name().length()).isLessThan(255));
        } catch (IOException said) {
            assertThat(said).hasMessageStartingWith("an answer of a DNS server is not well-formed: ");
        }
    }

    @Test
    void whatCannotStandInAMessageIsSaidBeforeItIsSent() {
        assertThatThrownBy(() -> DnsMessage.query(1, "a".repeat(64) + ".test", DnsMessage.TXT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than 63 letters");
        assertThatThrownBy(() -> DnsMessage.query(1, "a.".repeat(128) + "test", DnsMessage.TXT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than DNS allows");
        assertThatThrownBy(() -> DnsMessage.update(1, "test", "a.test", "x".repeat(256), 60))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than 255 characters");
    }

    private static Reply parse(String... hex) throws IOException {
        return DnsMessage.parse(bytes(String.join("", hex)));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
