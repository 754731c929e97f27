package dev.sluice.dist.jar;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Records and switches that are compared as the compiler leaves them and as {@link LinkedAhead} does. */
public final class Samples implements Supplier<List<Object>> {
    record Empty() {}

    record Primitives(boolean z, byte b, short s, char c, int i, long j, float f, double d) {}

    record References(String text, List<String> list, Object same, Empty empty) {}

    record Own(int value) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Own own && own.value % 10 == value % 10;
        }

        @Override
        public int hashCode() {
            return 7;
        }
    }

    sealed interface Shape {
        record Circle(int radius) implements Shape {}

        record Square(int side) implements Shape {}

        enum Nothing implements Shape {
            NOTHING
        }

        /** In an interface, whose methods are called in another way. */
        static String describe(Shape shape) {
            return switch (shape) {
                case Circle(int radius) when radius > 10 -> "big circle";
                case Circle circle -> circle.toString();
                case Square square -> square.toString();
                case Nothing nothing -> nothing.name();
            };
        }
    }

    /** Everything that must come out the same. */
    @Override
    public List<Object> get() {
        List<Object> seen = new ArrayList<>();
        List<Object> all = values();
        for (Object one : all) {
            seen.add(one instanceof Enum<?> ? 0 : one.hashCode()); // an enum's differs from run to run
            seen.add(describe(one));
            for (Object other : all) {
                seen.add(one.equals(other));
            }
            seen.add(one.equals(null));
        }
        seen.add(describe(null));
        return seen;
    }

    private static List<Object> values() {
        List<Object> values = new ArrayList<>(List.of(new Empty(), new Empty(), new Own(3), new Own(13), new Own(4)));
        values.add(new Primitives(true, (byte) -1, (short) 2, 'c', Integer.MIN_VALUE, 1L << 40, -0f, Double.NaN));
        values.add(new Primitives(true, (byte) -1, (short) 2, 'c', Integer.MIN_VALUE, 1L << 40, -0f, Double.NaN));
        values.add(new Primitives(true, (byte) -1, (short) 2, 'c', Integer.MIN_VALUE, 1L << 40, 0f, Double.NaN));
        values.add(new Primitives(false, (byte) 1, (short) 2, 'c', 0, 1L << 41, Float.NaN, 1e300));
        values.add(new References("a", List.of("b"), Samples.class.getName(), new Empty()));
        values.add(new References("a", List.of("b"), Samples.class.getName(), new Empty()));
        values.add(new References("a", List.of("b"), 1, new Empty()));
        values.add(new References(null, null, null, null));
        values.addAll(List.of("text", 5, 50L, List.of(), Shape.Nothing.NOTHING));
        values.addAll(List.of(new Shape.Circle(1), new Shape.Circle(11), new Shape.Square(1)));
        return values;
    }

    private static String describe(Object value) {
        return switch (value) {
            case null -> "null";
            case String text when text.length() > 100 -> "long";
            case String text -> "text " + text;
            case Integer number when number > 10 -> "much";
            case Number number -> "number " + number;
            case Shape shape -> Shape.describe(shape);
            case List<?> list -> "list " + list.size();
            default -> "other";
        };
    }
}
