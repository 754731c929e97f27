package dev.sluice.config;

import java.util.Collection;

/** Guesses what a misspelt word was meant to be. */
final class Suggestion {

    private static final int LONGEST = 40;
    private static final int FEW = 8;

    private Suggestion() {}

    /** {@code  (did you mean 'x'?)} or, where nothing is near and there are few choices, all of them; may be empty. */
    static String of(String word, Collection<String> known) {
        String best = "";
        int least = word.length() > LONGEST ? 0 : Math.max(1, word.length() / 3) + 1;
        for (String candidate : known) {
            int distance = distance(word, candidate, least);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        if (!best.isEmpty()) {
            return " (did you mean '" + best + "'?)";
        }
        return known.size() > FEW ? "" : " (possible: " + String.join(", ", known) + ")";
    }

    /** Letters to insert, drop, replace or swap with their neighbour, or {@code least} when it is no less than that. */
    private static int distance(String word, String other, int least) {
        if (Math.abs(word.length() - other.length()) >= least) {
            return least;
        }
        int[][] d = new int[word.length() + 1][other.length() + 1];
        for (int i = 0; i <= word.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(d, word, other, i, j);
            }
        }
        return d[word.length()][other.length()];
    }

    private static int step(int[][] d, String word, String other, int i, int j) {
        int cost = word.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + cost);
        boolean swapped = i > 1
                && j > 1
                && word.charAt(i - 1) == other.charAt(j - 2)
                && word.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
