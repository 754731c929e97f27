package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What users read about the keys is in step with what the reader takes. */
class ReferenceTest {

    private static final Path SCHEMA = Path.of("../docs/sluice.schema.json");
    private static final Path REFERENCE = Path.of("../docs/configuration.md");

    /** After a wanted change run with {@code -Dgolden.update=true}. */
    @Test
    void theJsonSchemaIsTheOneOfTheseKeys() throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(SCHEMA, JsonSchema.text());
        }
        assertThat(Files.readString(SCHEMA)).isEqualTo(JsonSchema.text());
    }

    @Test
    void theReferenceNamesEveryKey() throws IOException {
        String reference = Files.readString(REFERENCE);

        assertThat(allKeys())
                .isNotEmpty()
                .allSatisfy(key -> assertThat(reference).containsPattern("[`{ ]" + key + "[`:,} ]"));
    }

    @Test
    void everyExampleOfTheReferenceIsAccepted() throws IOException {
        List<String> examples = examples(Files.readString(REFERENCE));

        assertThat(examples).hasSizeGreaterThan(3).allSatisfy(example -> {
            Loaded loaded = ConfigLoader.load(
                    example.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    Path.of("src/test/resources/files/example.yaml"),
                    Environment.of(Map.of("DOMAIN", "example.com")));
            assertThat(loaded).isInstanceOf(Loaded.Good.class);
        });
    }

    /** Every property that some map of the schema has. */
    private static List<String> allKeys() {
        Map<String, Object> definitions = new TreeMap<>();
        TopKeys.ALL.schema(definitions);
        List<String> keys = new ArrayList<>();
        for (Object definition : definitions.values()) {
            if (definition instanceof Map<?, ?> map && map.get("properties") instanceof Map<?, ?> properties) {
                properties.keySet().forEach(key -> keys.add(key.toString()));
            }
        }
        return keys;
    }

    private static List<String> examples(String markdown) {
        List<String> examples = new ArrayList<>();
        String[] parts = markdown.split("```", -1);
        for (int i = 1; i < parts.length; i += 2) {
            if (parts[i].startsWith("yaml\n")) {
                examples.add(parts[i].substring(5));
            }
        }
        return examples;
    }
}
