package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BudgetTest {
    private static final int KB = 1024;
    private static final long MB = 1 << 20;

    private final Budget budget = new Budget();

    @Test
    void nothingIsShortAndNobodyHasAPartWithoutABound() {
        budget.add(100 * MB, 100 * MB);
        assertThat(budget.shortOf(MB, MB, 1, 1)).isNull();
        assertThat(budget.overdrawn(0, 0, Integer.MAX_VALUE)).isNull();
        assertThat(budget.share(100 * MB, 100 * MB, 1000)).isZero();
        assertThat(budget.backlog()).isEqualTo(256 * KB);
    }

    /** Of heap, memory outside of it, sockets and connections 900, 900, 9 and 8 are held, of 1000, 1000, 10 and 9. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0,",
        "100, 100, 1, 1,",
        "101, 0, 0, 0, HEAP",
        "0, 101, 0, 0, NATIVE",
        "0, 0, 2, 0, DESCRIPTORS",
        "0, 0, 0, 2, CONNECTIONS",
        "101, 101, 2, 2, CONNECTIONS",
        "101, 101, 2, 1, DESCRIPTORS",
        "101, 101, 1, 1, HEAP",
        "-1, 101, 0, 0, NATIVE",
    })
    void isShortOfTheFirstThatDoesNotFit(
            long heap, long outside, int sockets, int connections, @Nullable Resource expected) {
        budget.limit(new Allotment(1000, 1000, 10, 9));
        for (int i = 0; i < 8; i++) {
            budget.connection(1);
        }
        budget.add(900, 900);
        budget.add(Price.BACKEND);
        budget.add(-Price.BACKEND.heap(), -Price.BACKEND.nativeBytes());
        assertThat(budget.descriptors()).isEqualTo(9);
        assertThat(budget.shortOf(heap, outside, sockets, connections)).isEqualTo(expected);
    }

    @Test
    void whoAsksForNothingMoreOfItIsNotShortOfWhatIsOverdrawn() {
        budget.limit(new Allotment(1000, 1000, 10, 10));
        budget.add(2000, 0);
        assertThat(budget.shortOf(0, 1000, 1, 1)).isNull();
        assertThat(budget.shortOf(1, 1000, 1, 1)).isEqualTo(Resource.HEAP);
    }

    /** Of a limit of 1000 each. */
    @ParameterizedTest
    @CsvSource({
        "1000, 1000, 2147483647,",
        "1001, 0, 2147483647, HEAP",
        "0, 1001, 2147483647, NATIVE",
        "1001, 1001, 2147483647, HEAP",
        "1125, 1125, 8,",
        "1126, 0, 8, HEAP",
        "0, 1126, 8, NATIVE",
    })
    void isOverdrawnByMoreThanWhatIsTolerated(long heap, long outside, int tolerated, @Nullable Resource expected) {
        budget.limit(new Allotment(1000, 1000, 10, 10));
        budget.add(heap, outside);
        assertThat(budget.overdrawn(0, 0, tolerated)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"124, 0,", "125, 0,", "126, 0, HEAP", "0, 125,", "0, 126, NATIVE"})
    void wouldBeOverdrawnByWhatIsAskedFor(long more, long moreOutside, @Nullable Resource expected) {
        budget.limit(new Allotment(1000, 1000, 10, 10));
        budget.add(1000, 1000);
        assertThat(budget.overdrawn(more, moreOutside, 8)).isEqualTo(expected);
    }

    /** A sixteenth of what is left, in KB. */
    @ParameterizedTest
    @CsvSource({
        "16384, 0, 256",
        "4096, 0, 256",
        "4096, 512, 224",
        "4096, 2048, 128",
        "4096, 3840, 16",
        "4096, 4000, 16",
        "4096, 4096, 16",
        "4096, 8192, 16",
    })
    void aDirectionMayHoldLessWhenLittleIsLeftButNeverNothing(long limit, long held, int expected) {
        budget.limit(new Allotment(MB, limit * KB, 10, 10));
        budget.add(0, held * KB);
        assertThat(budget.backlog()).isEqualTo(expected * KB);
    }

    /** Of 1000, 2000 and 10. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0",
        "100, 0, 0, 100000",
        "0, 100, 0, 50000",
        "0, 0, 1, 100000",
        "100, 1000, 1, 500000",
        "100, 100, 7, 700000",
        "3000, 0, 0, 3000000",
    })
    void theShareIsThatOfTheScarcestResource(long heap, long outside, int sockets, int expected) {
        budget.limit(new Allotment(1000, 2000, 10, 10));
        assertThat(budget.share(heap, outside, sockets)).isEqualTo(expected);
    }

    @Test
    void whatBeginsAndEndsLeavesNothing() {
        for (Price price : Price.values()) {
            budget.add(price);
        }
        budget.connection(1);
        assertThat(List.of(budget.heap(), budget.nativeBytes(), (long) budget.descriptors()))
                .allMatch(held -> held > 0);
        for (Price price : Price.values()) {
            budget.subtract(price);
        }
        budget.connection(-1);
        assertThat(List.of(budget.heap(), budget.nativeBytes(), (long) budget.descriptors()))
                .containsOnly(0L);
    }
}
