package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fields hold while they are held, which may be for long. */
final class FieldsTest {
    private static final int KB = 1024;
    /** What one field takes beside its bytes. */
    private static final int SLOT = 16;

    private final Fields fields = new Fields();

    @Test
    void thoseThatWereNeverUsedHoldNothing() {
        assertThat(fields.held()).isZero();
    }

    @Test
    void aFewFitIntoOneKilobyte() {
        for (int i = 0; i < 20; i++) {
            fields.add("name-" + i, "value");
        }
        assertThat(fields.bytes()).hasSize(KB);
        assertThat(fields.held()).isEqualTo(KB + 24 * SLOT);
    }

    @ParameterizedTest
    @CsvSource({"1000", "5000", "33000", "70000", "1000000"})
    void oneLargeFieldTakesWhatItNeedsAndNoMore(int length) {
        fields.add("n", "v".repeat(length));
        assertThat(fields.bytes()).hasSize(Math.max(KB, length + 5));
    }

    /** KB of lines, and what the array may have more than that at most, in hundredths. */
    @ParameterizedTest
    @CsvSource({"3, 100", "20, 100", "70, 10", "100, 10", "1000, 10"})
    void onlyASmallArrayDoubles(int kilobytes, int more) {
        int used = 0;
        while (used < kilobytes * KB) {
            fields.add("name", "v".repeat(92));
            used += 100;
        }
        assertThat(fields.bytes().length).isBetween(used, used + used * more / 100);
        assertThat(Heads.lines(fields)).hasSize(used / 100).containsOnly("name: " + "v".repeat(92));
    }

    @Test
    void whatWasStoredStaysWhereItIsWhileTheArrayGrows() {
        byte[] line = "GET /x HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
        int start = fields.store(line, 0, line.length);
        for (int i = 0; i < 2000; i++) {
            fields.add("name", "value " + i);
        }
        assertThat(fields.text(start, start + line.length)).isEqualTo("GET /x HTTP/1.1\r\n");
        for (int i = 0; i < 2000; i++) {
            assertThat(fields.value(i)).isEqualTo("value " + i);
        }
    }

    @Test
    void trimmingGivesBackWhatALargeHeadDoesNotNeed() {
        fields.store(new byte[40 * KB], 0, 20 * KB);
        fields.store(new byte[40 * KB], 0, 1);
        fields.add("name", "value");
        int used = 20 * KB + 1 + 13;
        assertThat(fields.bytes().length).isEqualTo(40 * KB);
        assertThat(fields.trim()).isEqualTo(fields.held()).isEqualTo(used + 512 + 24 * SLOT);
        assertThat(fields.value(0)).isEqualTo("value");
        byte[] trimmed = fields.bytes();
        fields.trim();
        assertThat(fields.bytes()).as("nothing to give back").isSameAs(trimmed);
        fields.add("another", "fits without a copy");
        assertThat(fields.bytes()).isSameAs(trimmed);
    }

    @Test
    void trimmingLeavesASmallHeadAlone() {
        fields.add("name", "value");
        byte[] bytes = fields.bytes();
        fields.trim();
        assertThat(fields.bytes()).isSameAs(bytes);
    }

    /** Bytes and fields, and whether the arrays are kept for the next use. */
    @ParameterizedTest
    @CsvSource({
        "100, 1, true, true",
        "2000, 1, true, true",
        "4000, 0, true, true",
        "5000, 1, false, true",
        "1000, 90, true, false"
    })
    void littleIsKeptForTheNextUse(int length, int number, boolean bytesKept, boolean slotsKept) {
        fields.store(new byte[length], 0, length);
        for (int i = 0; i < number; i++) {
            fields.add("n", "v");
        }
        int bytes = fields.bytes().length;
        int slots = fields.held() - bytes;
        fields.clear();
        assertThat(fields.size()).isZero();
        assertThat(fields.bytes()).hasSize(bytesKept ? bytes : 0);
        assertThat(fields.held()).isEqualTo((bytesKept ? bytes : 0) + (slotsKept ? slots : 0));
        fields.add("used", "again");
        assertThat(Heads.lines(fields)).containsExactly("used: again");
    }
}
