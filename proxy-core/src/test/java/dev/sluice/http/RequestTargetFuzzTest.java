package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RequestTargetFuzzTest {
    private static final String[] PIECES = {
        "/", "/", "/", ".", ".", "..", "%2e", "%2E", "%2f", "%5C", "%5c", ";", "%3b", "a", "b", "%61", "%", "%0", "?",
        "\\", "#", " ", "é", "%00", "%25", "*", "http://", "h", "@", ":"
    };

    private final RequestTarget target = new RequestTarget();
    private final RequestHead head = new RequestHead();

    @Test
    void neverThrowsAndNeverTakesDotSegments() {
        Random random = new Random(20261122);
        int accepted = 0;
        for (int round = 0; round < 300_000; round++) {
            String raw = (random.nextInt(8) == 0 ? "" : "/") + pieces(random);
            Heads.fill(head, "GET", raw, "Host: h");
            if (target.parse(head, false) == null) {
                accepted++;
                assertThat(hasDotSegment(raw)).as(raw).isFalse();
                keepsItsPromises(raw);
            } else if (raw.startsWith("/") && raw.matches("[/ab;:@*é]*")) {
                assertThat(raw).as("a harmless path").isEmpty();
            }
        }
        assertThat(accepted).isGreaterThan(20_000);
    }

    @Test
    void neverThrowsOnAnyBytes() {
        Random random = new Random(7);
        byte[] noise = new byte[40];
        for (int round = 0; round < 200_000; round++) {
            random.nextBytes(noise);
            String text = new String(noise, 0, random.nextInt(40), StandardCharsets.ISO_8859_1);
            Heads.fill(head, "OPTIONS", text, "Host: " + text);
            assertThat(target.parse(head, random.nextBoolean()))
                    .as(text)
                    .satisfiesAnyOf(
                            problem -> assertThat(problem).isNotNull(),
                            problem -> assertThat(target.hostLength()).isPositive());
        }
    }

    private void keepsItsPromises(String raw) {
        byte[] path = target.path();
        assertThat(path[target.pathStart()]).as(raw).isEqualTo((byte) '/');
        for (int i = target.pathStart(); i < target.pathEnd(); i++) {
            if (path[i] == '/' && i > target.pathStart()) {
                assertThat(path[i - 1]).as(raw).isNotEqualTo((byte) '/');
                int rest = target.rawEndOf(head, i - target.pathStart());
                assertThat(head.fields().bytes()[rest]).as(raw).isEqualTo((byte) '/');
            }
        }
        int end = target.rawEndOf(head, target.pathEnd() - target.pathStart());
        for (int i = end; i < target.rawPathEnd(); i++) {
            assertThat(head.fields().bytes()[i]).as(raw).isEqualTo((byte) '/');
        }
        target.replacePath(head, new byte[0], 0, target.rawPathStart());
        assertThat(head.targetText()).as(raw).startsWith("/").doesNotStartWith("//");
    }

    private static String pieces(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** What the most careless backend would do: decode all, take backslashes for slashes, drop parameters. */
    private static boolean hasDotSegment(String raw) {
        String path = raw.replaceFirst("^http://[^/?]*", "");
        path = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
        path = path.replaceAll("(?i)%2e", ".")
                .replaceAll("(?i)%2f", "/")
                .replaceAll("(?i)%5c", "/")
                .replaceAll("(?i)%3b", ";");
        for (String segment : path.split("/", -1)) {
            String name = segment.contains(";") ? segment.substring(0, segment.indexOf(';')) : segment;
            if (name.equals(".") || name.equals("..")) {
                return true;
            }
        }
        return false;
    }
}
