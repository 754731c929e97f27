package dev.sluice.real;

import dev.sluice.harness.RealParts;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** wrk's command line and what it printed. */
final class Wrk {
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)\\b");

    private Wrk() {}

    /** One thread, so many connections and seconds. */
    static List<String> command(int connections, int seconds, String host, String url) {
        return List.of(
                RealParts.require("wrk").toString(),
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "--latency",
                "--timeout", // or an answer after two seconds is an error
                "30s",
                "-H",
                "Host: " + host,
                url);
    }

    /** The 99th percentile in milliseconds. */
    static double p99Millis(String output) {
        Matcher matcher = P99.matcher(output);
        if (!matcher.find()) {
            throw new AssertionError("no latency in:\n" + output);
        }
        double value = Double.parseDouble(matcher.group(1));
        return switch (matcher.group(2)) {
            case "us" -> value / 1000;
            case "ms" -> value;
            default -> value * 1000;
        };
    }
}
