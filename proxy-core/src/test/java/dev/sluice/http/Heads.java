package dev.sluice.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Heads for tests, filled as a codec does it: start line and lines in one array. */
public final class Heads {
    private Heads() {}

    /** A request of HTTP/1.1 with these lines, each {@code Name: value}. */
    public static RequestHead request(String method, String target, String... lines) {
        RequestHead head = new RequestHead();
        fill(head, method, target, lines);
        return head;
    }

    /** The same in a head that is used again. */
    public static void fill(RequestHead head, String method, String target, String... lines) {
        head.clear();
        Fields fields = head.fields();
        int start = store(fields, method + " " + target + " HTTP/1.1\r\n");
        head.method(start, start + method.length());
        head.target(start + method.length() + 1, start + method.length() + 1 + target.length());
        addAll(fields, lines);
    }

    /** Fields with these lines. */
    public static Fields fields(String... lines) {
        Fields fields = new Fields();
        addAll(fields, lines);
        return fields;
    }

    /** The live fields as {@code Name: value} in their order. */
    public static List<String> lines(Fields fields) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.isLive(i)) {
                lines.add(fields.text(fields.nameStart(i), fields.nameEnd(i)) + ": " + fields.value(i));
            }
        }
        return lines;
    }

    private static void addAll(Fields fields, String... lines) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            int valueFrom = line.startsWith(": ", colon) ? colon + 2 : colon + 1;
            int start = store(fields, line + "\r\n");
            fields.adopt(start, start + colon, start + valueFrom, start + line.length());
        }
    }

    private static int store(Fields fields, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return fields.store(bytes, 0, bytes.length);
    }
}
