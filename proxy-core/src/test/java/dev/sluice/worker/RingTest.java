package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RingTest {
    private final Crowd crowd = new Crowd();
    private final Ring ring = crowd.arriving;

    @AfterEach
    void close() {
        crowd.close();
    }

    @Test
    void anEmptyOneHasNoFirstAndNoLastAndNothingToMove() {
        assertThat(ring.first()).isNull();
        assertThat(ring.last()).isNull();
        assertThatThrownBy(ring::rotate).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theOldestIsTheFirst() {
        List<ClientConnection> three = three();
        assertThat(ring.first()).isSameAs(three.getFirst());
        assertThat(ring.last()).isSameAs(three.getLast());
        assertThat(walk()).isEqualTo(three);
    }

    @Test
    void whoeverLeavesTheOthersKeepTheirOrder() {
        for (int i = 0; i < 3; i++) {
            List<ClientConnection> left = new ArrayList<>(three());
            ClientConnection gone = left.remove(i);
            ring.remove(gone);
            assertThat(walk()).isEqualTo(left);
            assertThat(gone.next).isNull();
            assertThat(gone.previous).isNull();
            left.forEach(ring::remove);
            assertThat(walk()).isEmpty();
        }
    }

    @Test
    void rotatingMovesEachToTheEndInTurn() {
        List<ClientConnection> three = three();
        for (ClientConnection each : three) {
            assertThat(ring.rotate()).isSameAs(each);
            assertThat(ring.last()).isSameAs(each);
        }
        assertThat(walk()).isEqualTo(three);
    }

    @Test
    void oneAloneIsFirstAndLastAfterRotating() {
        ClientConnection one = crowd.arriving(1, 0, 0);
        assertThat(ring.rotate()).isSameAs(one);
        assertThat(walk()).containsExactly(one);
    }

    private List<ClientConnection> three() {
        return List.of(crowd.arriving(1, 0, 0), crowd.arriving(1, 0, 0), crowd.arriving(1, 0, 0));
    }

    /** All from the first to the last, which are the same backwards. */
    private List<ClientConnection> walk() {
        List<ClientConnection> all = new ArrayList<>();
        for (ClientConnection each = ring.first(); each != null; each = each.next) {
            all.add(each);
        }
        List<ClientConnection> backwards = new ArrayList<>();
        for (ClientConnection each = ring.last(); each != null; each = each.previous) {
            backwards.addFirst(each);
        }
        assertThat(backwards).isEqualTo(all);
        return all;
    }
}
