package dev.sluice.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HeapTrimTest {
    private static final long MB = 1 << 20;

    /** MB that the heap had at the start and has now. */
    @ParameterizedTest
    @CsvSource({
        "20, 20, true, false",
        "20, 10, true, false",
        "20, 24, true, false",
        "20, 25, true, true",
        "20, 900, true, true",
        "20, 25, false, false",
        "20, 700, false, false",
        "20, 701, false, true",
        "800, 801, false, true",
        "800, 801, true, false",
    })
    void aCollectionIsDueWhenItIsWorthIt(long start, long now, boolean calm, boolean due) {
        assertThat(new HeapTrim(start * MB).due(now * MB, calm)).isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource({"24, 1, true, true", "24, 0, true, false", "700, 1, false, true", "700, 0, false, false"})
    void aByteMoreDecides(long megabytes, long more, boolean calm, boolean due) {
        assertThat(new HeapTrim(20 * MB).due(megabytes * MB + more, calm)).isEqualTo(due);
    }

    @Test
    void whatTheHeapHasGivenBackAloneIsTheNewMeasure() {
        HeapTrim trim = new HeapTrim(Long.MAX_VALUE / 2);
        long now = Runtime.getRuntime().maxMemory();
        assertThat(trim.due(2 * now, true)).isFalse();
        trim.look(true);
        assertThat(trim.due(2 * now, true)).isTrue();
    }
}
