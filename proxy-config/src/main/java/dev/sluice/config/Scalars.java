package dev.sluice.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The single values that several keys share. */
final class Scalars {

    static final Scalar<Boolean> SWITCH =
            new Scalar<>("'on' or 'off'", Scalars::parseSwitch, Json.options("on", "off", true, false));
    static final Scalar<Duration> DURATION =
            new Scalar<>("a duration such as 30s", Durations::parse, Json.matching(Durations.PATTERN));
    /** Zero stands for off. */
    static final Scalar<Duration> DURATION_OR_OFF = new Scalar<>(
            "a duration such as 30s, or 'off',",
            text -> isOff(text) ? Duration.ZERO : Durations.parse(text),
            Json.matching(Durations.PATTERN + "|off", false));

    static final Scalar<Long> SIZE =
            new Scalar<>("a size such as 10m", text -> Size.parse(text).bytes(), Json.matching(Size.PATTERN));
    /** -1 stands for off. */
    static final Scalar<Long> SIZE_OR_OFF = new Scalar<>(
            "a size such as 10m, or 'off',",
            text -> isOff(text) ? -1L : Size.parse(text).bytes(),
            Json.matching(Size.PATTERN + "|off", false));

    static final Scalar<String> TEXT = new Scalar<>("a single value", Scalars::parseText, Json.type("string"));
    /** As {@link #TEXT}, but may be empty and have several lines. */
    static final Scalar<String> LINES =
            new Scalar<>("a single value", text -> text, Json.type("string", "number", "boolean"));

    static final Scalar<Network> NETWORK =
            new Scalar<>("a network such as 10.0.0.0/8", Networks::parse, Json.type("string"));
    static final Scalar<String> HEADER_NAME =
            new Scalar<>("the name of a header", HeaderText::name, Json.type("string"));

    private Scalars() {}

    static boolean isOff(String text) {
        return text.equals("off") || text.equals("false");
    }

    static boolean isOn(String text) {
        return text.equals("on") || text.equals("true");
    }

    /** A whole number, bounds included. */
    static Scalar<Integer> number(int least, int most) {
        String expected = "a whole number from " + least + " to " + most;
        return new Scalar<>(expected, text -> parseNumber(text, least, most), Json.integer(least, most));
    }

    /** One of these words. */
    static <T> Scalar<T> choice(Map<String, T> choices) {
        String expected = "one of " + String.join(", ", choices.keySet());
        return new Scalar<>(
                expected,
                text -> {
                    T chosen = choices.get(text);
                    if (chosen == null) {
                        throw new Mistake("is not possible here" + Suggestion.of(text, choices.keySet()));
                    }
                    return chosen;
                },
                Json.options(asYaml(choices.keySet())));
    }

    /** The words, and the numbers and switches that YAML makes of some of them. */
    private static Object[] asYaml(Collection<String> words) {
        List<Object> all = new ArrayList<>(words);
        for (String word : words) {
            if (Chars.all(word, c -> c == '.' || (c >= '0' && c <= '9'))) {
                all.add(word.indexOf('.') < 0 ? (Number) Integer.valueOf(word) : Double.valueOf(word));
            } else if (isOff(word)) {
                all.add(false);
            }
        }
        return all.toArray();
    }

    static int parseNumber(String text, int least, int most) throws Mistake {
        boolean digits = !text.isEmpty() && text.length() <= 10 && Chars.all(text, c -> c >= '0' && c <= '9');
        long value = digits ? Long.parseLong(text) : -1;
        if (value < least || value > most) {
            throw new Mistake("is not a whole number from " + least + " to " + most);
        }
        return (int) value;
    }

    private static Boolean parseSwitch(String text) throws Mistake {
        if (isOn(text) || isOff(text)) {
            return isOn(text);
        }
        throw new Mistake("is neither 'on' nor 'off'");
    }

    private static String parseText(String text) throws Mistake {
        if (text.isBlank()) {
            throw new Mistake("is empty");
        }
        if (Chars.any(text, Character::isISOControl)) {
            throw new Mistake("has a line break or another control character");
        }
        return text;
    }
}
