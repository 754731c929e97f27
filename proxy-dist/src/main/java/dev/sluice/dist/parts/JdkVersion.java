package dev.sluice.dist.parts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of a JDK's version that say which faults are mended in it: feature, interim, update, patch. Whatever a vendor adds to them
 * is left out, because two vendors' builds of one version are equally new.
 */
record JdkVersion(List<Integer> numbers) implements Comparable<JdkVersion> {
    private static final int PARTS = 4;
    private static final Pattern NUMBERS = Pattern.compile("^(\\d{1,6}(?:\\.\\d{1,6})*)(?:[^.\\d].*)?$");

    JdkVersion {
        numbers = List.copyOf(numbers);
    }

    /** Such as {@code 25}, {@code 25.0.3+9-LTS} or Debian's {@code 25.0.5.1+2-1~deb13u1}; empty for anything else. */
    static Optional<JdkVersion> parse(String text) {
        Matcher matcher = NUMBERS.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        List<Integer> numbers = new ArrayList<>();
        for (String number : Pattern.compile("\\.").split(matcher.group(1), -1)) {
            numbers.add(Integer.parseInt(number));
        }
        while (numbers.size() < PARTS) {
            numbers.add(0);
        }
        return Optional.of(new JdkVersion(numbers.subList(0, PARTS)));
    }

    @Override
    public int compareTo(JdkVersion other) {
        for (int i = 0; i < PARTS; i++) {
            int order = numbers.get(i).compareTo(other.numbers.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Without the zeros at the end, as JDKs write it. */
    @Override
    public String toString() {
        int end = PARTS;
        while (end > 1 && numbers.get(end - 1) == 0) {
            end--;
        }
        return String.join(
                ".", numbers.subList(0, end).stream().map(String::valueOf).toList());
    }
}
