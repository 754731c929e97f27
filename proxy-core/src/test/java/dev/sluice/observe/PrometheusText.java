package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A strict reader of Prometheus' text format 0.0.4: what it accepts, Prometheus accepts. */
final class PrometheusText {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\"\\\\n])*\"";
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{((?:" + LABEL + ")(?:,(?:"
            + LABEL + "))*),?\\})? (NaN|[+-]Inf|[-+0-9.eE]+)");
    private static final Pattern LE = Pattern.compile(",?le=\"([^\"]*)\"");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final Map<String, TreeMap<Double, Double>> buckets = new LinkedHashMap<>();

    PrometheusText(String page) {
        assertThat(page).endsWith("\n");
        Set<String> helped = new HashSet<>();
        for (String line : page.lines().toList()) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            if (help.matches()) {
                assertThat(helped.add(help.group(1))).as(line).isTrue();
            } else if (type.matches()) {
                assertThat(types.put(type.group(1), type.group(2))).as(line).isNull();
            } else {
                sample(line);
            }
        }
        histograms();
    }

    /** The value of a sample, named as it is written, such as {@code x_total{a="b"}}; 0 where there is none. */
    double value(String sample) {
        return samples.getOrDefault(sample, 0.0);
    }

    Map<String, Double> samples() {
        return samples;
    }

    Map<String, String> types() {
        return types;
    }

    private void sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as("a sample: " + line).isTrue();
        String name = sample.group(1);
        String labels = sample.group(2) == null ? "" : sample.group(2);
        assertThat(family(name)).as("the family of " + line).isNotEmpty();
        double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
        assertThat(samples.put(name + (labels.isEmpty() ? "" : "{" + labels + "}"), value))
                .as("once: " + line)
                .isNull();
        if (name.endsWith("_bucket") && "histogram".equals(types.get(family(name)))) {
            bucket(name, labels, value);
        }
    }

    private String family(String name) {
        String last = types.isEmpty() ? "" : types.keySet().stream().reduce("", (a, b) -> b);
        boolean ofHistogram = "histogram".equals(types.get(last))
                && Set.of(last + "_bucket", last + "_sum", last + "_count").contains(name);
        return name.equals(last) || ofHistogram ? last : "";
    }

    private void bucket(String name, String labels, double value) {
        Matcher le = LE.matcher(labels);
        assertThat(le.find()).isTrue();
        double bound = Double.parseDouble(le.group(1).replace("Inf", "Infinity"));
        String series = name.replace("_bucket", "") + "|" + le.replaceFirst("");
        TreeMap<Double, Double> of = buckets.computeIfAbsent(series, s -> new TreeMap<>());
        assertThat(of.isEmpty() || of.lastKey() < bound)
                .as("rising le in " + series)
                .isTrue();
        assertThat(of.isEmpty() || of.lastEntry().getValue() <= value)
                .as("rising counts in " + series)
                .isTrue();
        of.put(bound, value);
    }

    private void histograms() {
        buckets.forEach((series, of) -> {
            String[] parts = series.split("\\|", 2);
            String labels = parts[1].isEmpty() ? "" : "{" + parts[1] + "}";
            assertThat(of.lastKey()).isEqualTo(Double.POSITIVE_INFINITY);
            assertThat(samples.get(parts[0] + "_count" + labels))
                    .isEqualTo(of.lastEntry().getValue());
            assertThat(samples).containsKey(parts[0] + "_sum" + labels);
        });
    }
}
