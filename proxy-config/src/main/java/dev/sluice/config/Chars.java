package dev.sluice.config;

import java.util.function.IntPredicate;

/** Looks at the characters of a text without a stream for each. */
final class Chars {

    private Chars() {}

    static boolean all(String text, IntPredicate wanted) {
        for (int i = 0; i < text.length(); i++) {
            if (!wanted.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean any(String text, IntPredicate wanted) {
        return !all(text, wanted.negate());
    }
}
