package dev.sluice.acme.dns;

import java.util.ArrayList;
import java.util.List;

/** The names above a name, nearest first: one of them is its zone. */
final class ParentNames {
    private ParentNames() {}

    /** From {@code a.b.example.com} to {@code a.b.example.com, b.example.com, example.com}; top-level names are left out. */
    static List<String> of(String name) {
        List<String> names = new ArrayList<>();
        for (String above = name; above.indexOf('.') > 0; above = above.substring(above.indexOf('.') + 1)) {
            names.add(above);
        }
        return names;
    }

    /** The same, or only the zone that the user has named. */
    static List<String> zones(String name, String said) {
        return said.isEmpty() ? of(name) : List.of(said);
    }
}
