package dev.sluice.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The JSON Schema of the configuration file, from the same description of the keys that the reader uses. */
public final class JsonSchema {

    private JsonSchema() {}

    /** The schema (draft 2020-12) as indented JSON, for editors that complete {@code sluice.yaml}. */
    public static String text() {
        Map<String, Object> definitions = new TreeMap<>();
        TopKeys.ALL.schema(definitions);
        Map<String, Object> schema = Json.map(
                "$schema",
                "https://json-schema.org/draft/2020-12/schema",
                "title",
                "Sluice configuration (sluice.yaml)",
                "$ref",
                "#/$defs/" + TopKeys.ALL.name(),
                "anyOf",
                List.of(Json.map("required", List.of("sites")), Json.map("required", List.of("docker"))),
                "$defs",
                definitions);
        return Json.write(schema);
    }
}
