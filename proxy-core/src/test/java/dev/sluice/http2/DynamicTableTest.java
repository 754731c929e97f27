package dev.sluice.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a table holds, beside the bytes that RFC 7541 counts. */
@NullMarked
final class DynamicTableTest {
    private static final int CAPACITY = 4096;

    private final DynamicTable table = new DynamicTable(CAPACITY);

    @Test
    void oneThatIsNotUsedHoldsNothing() {
        assertThat(table.held()).isZero();
        table.capacity(0);
        table.capacity(CAPACITY);
        assertThat(table.held()).isZero();
    }

    @Test
    void anEntryTooLargeForItTakesNothing() {
        table.add(HpackField.of("name", "v".repeat(CAPACITY)), 1);
        assertThat(table.count()).isZero();
        assertThat(table.held()).isZero();
    }

    @Test
    void aFewEntriesHoldLittle() {
        for (int i = 0; i < 8; i++) {
            table.add(HpackField.of("name-" + i, "value"), i);
        }
        assertThat(table.held()).isEqualTo(256 + 8 * 16);
    }

    /** Lengths of values that come again and again. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "20, 60", "0, 500", "500, 500", "1000, 2000", "0, 4000"})
    void thePlaceOfThoseWhoHaveLeftIsUsedAgain(int shortest, int longest) {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String value = "v".repeat(shortest + random.nextInt(longest - shortest + 1));
            table.add(HpackField.of("n" + i % 10, value), i);
            assertThat(text(0)).isEqualTo("n" + i % 10 + ": " + value);
        }
        assertThat(table.held()).isLessThanOrEqualTo(2 * CAPACITY + CAPACITY / 32 * 16);
    }

    @Test
    void theOldestLeaveAndTheRestStaysAsItWas() {
        for (int i = 0; i < 1000; i++) {
            table.add(HpackField.of("name", "value " + i), i);
        }
        assertThat(table.count()).isEqualTo(CAPACITY / (32 + "namevalue 999".length()));
        for (int i = 0; i < table.count(); i++) {
            assertThat(text(i)).isEqualTo("name: value " + (999 - i));
            assertThat(table.tag(i)).isEqualTo(999 - i);
        }
    }

    @Test
    void aSmallerCapacityLetsTheOldestLeave() {
        for (int i = 0; i < 10; i++) {
            table.add(HpackField.of("name", "value " + i), i);
        }
        table.capacity(100);
        assertThat(table.count()).isEqualTo(2);
        assertThat(text(1)).isEqualTo("name: value 8");
        table.capacity(0);
        assertThat(table.count()).isZero();
        table.capacity(CAPACITY);
        table.add(HpackField.of("name", "again"), 1);
        assertThat(table.count()).isEqualTo(1);
        assertThat(text(0)).isEqualTo("name: again");
    }

    private String text(int index) {
        int start = table.nameStart(index);
        int value = table.valueStart(index);
        return new String(table.bytes(), start, value - start, StandardCharsets.US_ASCII)
                + ": "
                + new String(table.bytes(), value, table.valueEnd(index) - value, StandardCharsets.US_ASCII);
    }
}
