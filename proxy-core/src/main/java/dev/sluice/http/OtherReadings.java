package dev.sluice.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How backends read a canonical path where they take an escaped slash for a slash, or that drop {@code ;parameters} before they look for
 * what is asked (servlet containers). Rare, so it may allocate.
 */
public final class OtherReadings {
    private OtherReadings() {}

    /** The readings of {@code path[from, to)} that differ from it; mostly none. */
    public static List<byte[]> of(byte[] path, int from, int to) {
        if (!hasStructure(path, from, to)) {
            return List.of();
        }
        byte[] plain = Arrays.copyOfRange(path, from, to);
        byte[] decoded = decoded(plain);
        byte[] bare = withoutParameters(plain);
        List<byte[]> readings = new ArrayList<>();
        for (byte[] reading : List.of(decoded, bare, withoutParameters(decoded), decoded(bare))) {
            readings.add(singleSlashes(reading));
        }
        return readings;
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
