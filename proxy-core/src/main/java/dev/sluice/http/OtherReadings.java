package dev.sluice.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How backends read a canonical path in another way than Sluice. Some take an escaped slash for a slash; some drop {@code ;parameters}
 * before they look for what is asked (servlet containers); some strip white space from the ends of names (PHP's {@code trim}, Python's
 * {@code strip}, Spring before 4.3), and some leave out bytes that are not UTF-8 (Bottle). Rare, so it may allocate.
 */
public final class OtherReadings {
    private OtherReadings() {}

    /** The readings of {@code path[from, to)} that may differ from it; mostly none. O(length). */
    public static List<byte[]> of(byte[] path, int from, int to) {
        if (isPlain(path, from, to)) {
            return List.of();
        }
        boolean structured = hasStructure(path, from, to);
        PathUnits units = PathUnits.of(path, from, to);
        if (!structured && !units.whiteAtEnds() && !units.malformed()) {
            return List.of();
        }
        byte[] plain = Arrays.copyOfRange(path, from, to);
        List<byte[]> readings = new ArrayList<>();
        readings.add(plain);
        if (structured) {
            addStructured(plain, readings);
        }
        if (units.malformed()) {
            readings.add(PathUnits.wellFormed(plain));
        }
        if (units.white()) {
            readings.addAll(readings.stream().map(PathUnits::stripped).toList());
        }
        readings.replaceAll(OtherReadings::singleSlashes);
        return readings;
    }

    private static void addStructured(byte[] plain, List<byte[]> readings) {
        byte[] decoded = decoded(plain);
        byte[] bare = withoutParameters(plain);
        readings.addAll(List.of(decoded, bare, withoutParameters(decoded), decoded(bare)));
    }

    private static boolean isPlain(byte[] path, int from, int to) {
        for (int i = from; i < to; i++) {
            if (path[i] < 0 || path[i] == ';' || path[i] == '%') {
                return false;
            }
        }
        return true;
    }

    private static boolean hasStructure(byte[] path, int from, int to) {
        for (int i = from; i < to; i++) {
            if (path[i] == ';' || (path[i] == '%' && structure(path, i, to) != 0)) {
                return true;
            }
        }
        return false;
    }

    /** What an escape at this place stands for where that carries structure, a backslash being a slash to some; else 0. */
    private static byte structure(byte[] path, int at, int to) {
        if (at + 2 >= to) {
            return 0;
        }
        return switch ((path[at + 1] << 8) | path[at + 2]) {
            case ('2' << 8) | 'F', ('5' << 8) | 'C' -> '/';
            case ('3' << 8) | 'B' -> ';';
            default -> 0;
        };
    }

    private static byte[] decoded(byte[] path) {
        byte[] out = new byte[path.length];
        int length = 0;
        for (int i = 0; i < path.length; i++) {
            byte meant = path[i] == '%' ? structure(path, i, path.length) : 0;
            out[length++] = meant == 0 ? path[i] : meant;
            i += meant == 0 ? 0 : 2;
        }
        return Arrays.copyOf(out, length);
    }

    private static byte[] withoutParameters(byte[] path) {
        byte[] out = new byte[path.length];
        int length = 0;
        boolean parameter = false;
        for (byte b : path) {
            parameter = b != '/' && (parameter || b == ';');
            if (!parameter) {
                out[length++] = b;
            }
        }
        return Arrays.copyOf(out, length);
    }

    private static byte[] singleSlashes(byte[] path) {
        byte[] out = new byte[path.length];
        int length = 0;
        for (byte b : path) {
            if (b != '/' || length == 0 || out[length - 1] != '/') {
                out[length++] = b;
            }
        }
        return Arrays.copyOf(out, length);
    }
}
