package dev.sluice.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** One member of a JSON object, such as the running edge's state. JSON is read as YAML 1.2, whose subset it is. */
final class JsonMember {

    private JsonMember() {}

    /** The member's value, cut out as it stands; {@code []} where there is none. */
    static String of(String json, String name) {
        int at = json.indexOf("\"" + name + "\":");
        if (at < 0) {
            return "[]";
        }
        int start = at + name.length() + 3;
        boolean quoted = false;
        int depth = 0;
        for (int i = start; i < json.length(); i++) {
            char c = json.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '[' || c == '{')) {
                depth++;
            } else if (!quoted && (c == ']' || c == '}') && --depth == 0) {
                return json.substring(start, i + 1).strip();
            }
        }
        return "[]";
    }

    /** The objects in a member that is a list of them. */
    static List<Map<String, Object>> objects(String json, String name) {
        List<Map<String, Object>> objects = new ArrayList<>();
        if (new Load(LoadSettings.builder().build()).loadFromString(of(json, name)) instanceof List<?> list) {
            for (Object element : list) {
                Map<String, Object> object = new LinkedHashMap<>();
                if (element instanceof Map<?, ?> map) {
                    map.forEach((key, value) -> object.put(String.valueOf(key), value));
                }
                objects.add(object);
            }
        }
        return objects;
    }
}
