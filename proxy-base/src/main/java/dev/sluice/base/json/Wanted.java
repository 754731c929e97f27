package dev.sluice.base.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a value, and how much of it at most. Everything else of an answer is passed over. A value of another kind than is
 * wanted counts as missing.
 */
public sealed interface Wanted {

    /** A string's first characters, or a number. */
    record Plain(int max) implements Wanted {}

    /** A string's first characters. */
    record Text(int max) implements Wanted {}

    /** An array's first elements. */
    record Each(Wanted element, int max) implements Wanted {}

    /** Those members of an object whose names are known. */
    record Members(Map<String, Wanted> members) implements Wanted {
        /** Copies the map. */
        public Members {
            members = Map.copyOf(members);
        }
    }

    /** An object's first members whose names are of a kind. */
    record Named(Predicate<String> names, Wanted member, int max) implements Wanted {}

    /** The longest name of a member that is looked at; of a longer one its beginning counts. */
    int MAX_NAME = 4097;

    /** Reads the next value, and of it what is wanted. */
    default @Nullable Object read(JsonReader in) throws IOException {
        int first = in.peek();
        return switch (this) {
            case Text(int max) when first == '"' -> in.string(max);
            case Plain(int max) when first == '"' -> in.string(max);
            case Plain plain when first != '{' && first != '[' -> in.number();
            case Each(Wanted element, int max) when first == '[' -> elements(in, element, max);
            case Members(Map<String, Wanted> members) when first == '{' -> members(in, members);
            case Named(Predicate<String> names, Wanted member, int max)
            when first == '{' -> named(in, names, member, max);
            case Text other -> skipped(in);
            case Plain other -> skipped(in);
            case Each other -> skipped(in);
            case Members other -> skipped(in);
            case Named other -> skipped(in);
        };
    }

    private static @Nullable Object skipped(JsonReader in) throws IOException {
        in.skip();
        return null;
    }

    private static List<@Nullable Object> elements(JsonReader in, Wanted element, int max) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        in.expect('[');
        if (!in.takes(']')) {
            do {
                if (list.size() < max) {
                    list.add(element.read(in));
                } else {
                    in.skip();
                }
            } while (in.takes(','));
            in.expect(']');
        }
        return list;
    }

    private static Map<String, @Nullable Object> members(JsonReader in, Map<String, Wanted> wanted) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        each(in, name -> {
            Wanted value = wanted.get(name);
            if (value == null) {
                in.skip();
            } else {
                map.put(name, value.read(in));
            }
        });
        return map;
    }

    private static Map<String, @Nullable Object> named(JsonReader in, Predicate<String> names, Wanted member, int max)
            throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        each(in, name -> {
            if (names.test(name) && (map.size() < max || map.containsKey(name))) {
                map.put(name, member.read(in));
            } else {
                in.skip();
            }
        });
        return map;
    }

    /** What is done with a member whose value comes next. */
    interface Member {
        void of(String name) throws IOException;
    }

    private static void each(JsonReader in, Member member) throws IOException {
        in.expect('{');
        if (!in.takes('}')) {
            do {
                String name = in.string(MAX_NAME);
                in.expect(':');
                member.of(name);
            } while (in.takes(','));
            in.expect('}');
        }
    }
}
