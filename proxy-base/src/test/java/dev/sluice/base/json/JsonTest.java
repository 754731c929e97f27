package dev.sluice.base.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    private static final Wanted TEXT = new Wanted.Text(4);

    @Test
    void onlyWhatIsWantedIsKept() throws IOException {
        Wanted wanted = new Wanted.Members(Map.of("a", TEXT, "b", new Wanted.Each(new Wanted.Plain(4), 2)));
        Json json = Json.read("{\"a\": \"\\u0061bcdef\", \"x\": [{}], \"b\": [1.5, \"t\", 3]}", wanted);
        assertThat(json.get("a").text()).isEqualTo("abcd");
        assertThat(json.get("b").items()).hasSize(2);
        assertThat(json.get("b").items().getFirst().number()).isEqualTo(1);
        assertThat(json.names()).containsExactly("a", "b");
    }

    @Test
    void aValueOfAnotherKindCountsAsMissing() throws IOException {
        for (String other : List.of("null", "1", "true", "[]", "{}")) {
            assertThat(Json.read(other, TEXT).text()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1", "[1]]", "\"x", "[{\"a\"}]", "[,]", "]"})
    void whatDoesNotHoldTogetherIsAnErrorWithItsPlace(String text) {
        assertThatThrownBy(() -> Json.read(text, new Wanted.Each(new Wanted.Members(Map.of()), 9)))
                .isInstanceOf(JsonException.class)
                .hasMessageMatching("is not JSON \\(character \\d+\\)");
    }

    @Test
    void whatNobodyWantsMayBeNestedAsDeeplyAsItLikes() throws IOException {
        assertThat(Json.read("[".repeat(500_000) + "]".repeat(500_000), TEXT).text())
                .isEmpty();
    }

    @Test
    void aTreeIsWrittenInOneLineOrIndented() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("a", Arrays.asList(1, true, null));
        tree.put("b", Map.of());
        assertThat(JsonWriter.compact().value(tree)).hasToString("{\"a\":[1,true,null],\"b\":{}}");
        assertThat(JsonWriter.indented().value(tree)).hasToString("""
                {
                  "a": [
                    1,
                    true,
                    null
                  ],
                  "b": {}
                }\
                """);
    }

    @Test
    void whatIsWrittenActsOnNoTerminalAndIsReadAsItWas() throws IOException {
        String hostile = "\"\\ \u001b[2J\n\u202eä";
        String written = JsonWriter.compact().string(hostile).toString();
        assertThat(written).isEqualTo("\"\\\"\\\\ \\u001b[2J\\u000a\\u202eä\"");
        assertThat(Json.read(written, new Wanted.Text(99)).text()).isEqualTo(hostile);
    }
}
