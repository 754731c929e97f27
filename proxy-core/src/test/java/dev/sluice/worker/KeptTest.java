package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeptTest {
    private final Kept.Order order = new Kept.Order();
    private final List<String> givenUp = new ArrayList<>();

    private final Kept a = new Named("a");
    private final Kept b = new Named("b");
    private final Kept c = new Named("c");

    @Test
    void theOneKeptLongestIsGivenUpFirst() {
        add(a, b, c);
        assertThat(order.isEmpty()).isFalse();
        assertThat(order.giveUpFirst()).isTrue();
        assertThat(givenUp).containsExactly("a");
        giveUpAll();
        assertThat(givenUp).containsExactly("a", "b", "c");
    }

    @Test
    void nobodyIsGivenUpWhenNobodyIsKept() {
        assertThat(order.isEmpty()).isTrue();
        assertThat(order.giveUpFirst()).isFalse();
    }

    @Test
    void whoIsUsedIsNotGivenUpWhereverItStood() {
        for (Kept used : List.of(a, b, c)) {
            add(a, b, c);
            order.remove(used);
            givenUp.clear();
            giveUpAll();
            assertThat(givenUp).hasSize(2).doesNotContain(used.toString()).isSorted();
        }
    }

    @Test
    void whoIsKeptAgainIsTheLast() {
        add(a, b, c);
        order.remove(a);
        order.add(a);
        giveUpAll();
        assertThat(givenUp).containsExactly("b", "c", "a");
    }

    @Test
    void keepingOrUsingTwiceChangesNothing() {
        add(a, b, a, a);
        order.remove(c);
        giveUpAll();
        assertThat(givenUp).containsExactly("a", "b");
        order.remove(a);
        order.remove(a);
        assertThat(order.isEmpty()).isTrue();
    }

    private void add(Kept... all) {
        for (Kept each : all) {
            order.add(each);
        }
    }

    private void giveUpAll() {
        while (order.giveUpFirst()) {
            assertThat(givenUp).hasSizeLessThan(10);
        }
        assertThat(order.isEmpty()).isTrue();
    }

    private final class Named extends Kept {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        protected void giveUp() {
            givenUp.add(name);
            order.remove(this); // as closing it does
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
