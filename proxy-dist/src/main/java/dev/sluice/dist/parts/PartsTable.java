package dev.sluice.dist.parts;

import java.util.List;

/** The list of parts as it is printed. */
final class PartsTable {
    private static final String HEAD = "part";

    /** A part, the version that is shipped, and the newest one. */
    record Row(String part, String shipped, String newest) {
        boolean isOld() {
            return !shipped.equals(newest);
        }
    }

    private PartsTable() {}

    static String text(List<Row> rows) {
        int part = width(rows.stream().map(Row::part).toList(), HEAD);
        int shipped = width(rows.stream().map(Row::shipped).toList(), "shipped");
        String format = "%-" + part + "s  %-" + shipped + "s  %s%n";
        StringBuilder text = new StringBuilder(format.formatted(HEAD, "shipped", "newest"));
        for (Row row : rows) {
            text.append(format.formatted(row.part, row.shipped, row.isOld() ? row.newest : "the same"));
        }
        long old = rows.stream().filter(Row::isOld).count();
        return text.append("%n%d of %d parts have a newer version.%n".formatted(old, rows.size()))
                .toString();
    }

    private static int width(List<String> texts, String head) {
        return Math.max(
                head.length(), texts.stream().mapToInt(String::length).max().orElse(0));
    }
}
