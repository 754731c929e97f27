package dev.sluice.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.base.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one container holds costs that container alone. */
@Timeout(60)
class ContainerListTest {
    private static final String GOOD = "{\"Id\": \"good\", \"Labels\": {\"sluice.host\": \"good.example\"}}";

    @TestFactory
    Stream<DynamicTest> whateverIsInOneContainerTheOthersAreRead() {
        Map<String, String> bad = new TreeMap<>();
        bad.put("a large label of others", labels("\"x\": \"" + "x".repeat(4_000_000) + "\""));
        bad.put("a large label of ours", labels("\"sluice.host\": \"" + "x".repeat(4_000_000) + "\""));
        bad.put("a large name of a label", labels("\"sluice." + "x".repeat(4_000_000) + "\": \"y\""));
        bad.put("many labels of others", labels(many("x.")));
        bad.put("many labels of ours", labels(many("sluice.")));
        bad.put("deep arrays", "{\"Mounts\": " + "[".repeat(500_000) + "]".repeat(500_000) + "}");
        bad.put("deep objects", "{\"Labels\": " + "{\"a\":".repeat(500_000) + "1" + "}".repeat(500_000) + "}");
        bad.put("deep where a text is wanted", "{\"Id\": " + "[".repeat(500_000) + "]".repeat(500_000) + "}");
        bad.put("labels that are none", "{\"Labels\": [1, {\"sluice.host\": 2}, \"}]\"]}");
        bad.put(
                "values of other kinds",
                "{\"Id\": 1, \"Names\": {}, \"Created\": \"x\", \"Ports\": 5, \"State\": null}");
        bad.put("no object", "[\"not\", {\"a\": [\"container\"]}]");
        bad.put("nothing", "null");
        bad.put("a word of its own", "nonsense");
        bad.put("control characters", labels("\"sluice.host\": \"a\u0000\u0001\n\t\"" + ", \"x\u0007\": \"\u001b\""));
        bad.put("escapes that are none", labels("\"sluice.host\": \"\\x \\u12g4 \\ud800 \\\"\", \"\\q\": \"\\\\\""));
        bad.put("a long number", "{\"Created\": " + "9".repeat(1_000_000) + "}");
        bad.put("a number that is none", "{\"Created\": 1-e+5.., \"Id\": -}");
        bad.put(
                "the same names twice",
                "{\"Id\": \"a\", \"Id\": \"b\", \"Labels\": {\"sluice.a\": \"1\", \"sluice.a\": \"2\"}}");
        return bad.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    Containers read = read("[" + GOOD + "," + each.getValue() + " , " + GOOD + "]");
                    assertThat(read.leftOut()).isZero();
                    assertThat(List.of(read.all().getFirst(), read.all().getLast()))
                            .extracting(container -> container.get("Id").text() + " "
                                    + container.get("Labels").get("sluice.host").text())
                            .containsExactly("good good.example", "good good.example");
                }));
    }

    private static String labels(String labels) {
        return "{\"Labels\": {" + labels + "}}";
    }

    private static String many(String prefix) {
        return IntStream.range(0, 50_000)
                .mapToObj(i -> "\"" + prefix + i + "\": \"value\"")
                .collect(Collectors.joining(","));
    }

    @Test
    void whatIsTooLongOrTooManyIsCutWhereItShows() throws IOException {
        Json read = read("[" + labels("\"sluice.host\": \"" + "x".repeat(10_000) + "\"") + "]")
                .first();
        assertThat(read.get("Labels").get("sluice.host").text()).hasSize(4097);
        assertThat(read("[" + labels(many("sluice.")) + "]")
                        .first()
                        .get("Labels")
                        .names())
                .hasSize(66);
    }

    @Test
    void aLabelOfOthersIsPassedOverNotHeld() throws IOException {
        // more than this process has memory for
        InputStream huge = new SequenceInputStream(Collections.enumeration(List.of(
                bytes("[{\"Labels\": {\"x\": \""),
                new Zeros(Runtime.getRuntime().maxMemory()),
                bytes("\"}}," + GOOD + "]"))));
        assertThat(ContainerList.read(huge).all()).hasSize(2);
    }

    /** The digit 0 for a while. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long count) {
            left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? '0' : -1;
        }

        @Override
        public int read(byte[] into, int from, int most) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(most, left);
            Arrays.fill(into, from, from + count, (byte) '0');
            left -= count;
            return count;
        }
    }

    @Test
    void whereAllTogetherAreTooLargeThoseThatHoldMostAreLeftOut() throws IOException {
        String large = labels(IntStream.range(0, 30)
                .mapToObj(i -> "\"sluice." + i + "\": \"" + "x".repeat(2000) + "\"")
                .collect(Collectors.joining(",")));
        String all = "[" + GOOD + "," + (large + ",").repeat(200) + GOOD + "]";
        Containers read = read(all);
        assertThat(read.leftOut()).isBetween(100, 199);
        assertThat(read.all()).hasSize(202 - read.leftOut());
        assertThat(read.first().get("Id").text()).isEqualTo("good");
        assertThat(read.all().getLast().get("Id").text()).isEqualTo("good");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[{",
                "[{]",
                "[{}",
                "[{},",
                "[{},]",
                "[{}]]",
                "[{}]x",
                "[{\"a\"}]",
                "[{\"a\":}]",
                "[{\"a\":1,}]",
                "[{a:1}]",
                "[}]",
                "[\"",
                "[\"\\",
                "[\"\\u12",
                "[,]",
                "[{\"Id\": \"x]"
            })
    void whatDoesNotHoldTogetherIsNoList(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(EngineTrouble.class).hasMessageContaining("not JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"message\": \"no\"}", "1", "null", "\"text\""})
    void whatIsNoListIsNoEngine(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(EngineTrouble.class)
                .hasMessage("what answers there is no Docker engine");
    }

    private static Containers read(String json) throws IOException {
        return ContainerList.read(bytes(json));
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
