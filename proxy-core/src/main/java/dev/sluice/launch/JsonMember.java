package dev.sluice.launch;

import dev.sluice.base.json.Json;
import dev.sluice.base.json.JsonReader;
import dev.sluice.base.json.Wanted;
import java.io.IOException;
import java.util.List;

/** One member of a JSON object, such as the running edge's state. */
final class JsonMember {
    private static final int MAX = 1 << 20;
    private static final String NONE = "[]";

    private JsonMember() {}

    /** The member's value, cut out as it stands; {@code []} if there is none, or the text is no object. */
    static String of(String json, String name) {
        try {
            return value(new JsonReader(json), json, name);
        } catch (IOException noJson) {
            return NONE;
        }
    }

    private static String value(JsonReader in, String json, String name) throws IOException {
        in.expect('{');
        do {
            boolean wanted = in.string(MAX).equals(name);
            in.expect(':');
            in.peek();
            int start = Math.toIntExact(in.position());
            in.skip();
            if (wanted) {
                return json.substring(start, Math.toIntExact(in.position()));
            }
        } while (in.takes(','));
        return NONE;
    }

    /** The objects in a member that is a list of them. */
    static List<Json> objects(String json, String name, Wanted object) {
        try {
            return Json.read(of(json, name), new Wanted.Each(object, MAX)).items();
        } catch (IOException noJson) {
            return List.of();
        }
    }
}
