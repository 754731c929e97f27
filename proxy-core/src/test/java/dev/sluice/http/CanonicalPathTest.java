package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which array a path is kept, and what that holds; its forms are those of {@link RequestTargetTest}. */
final class CanonicalPathTest {
    private final CanonicalPath path = new CanonicalPath();

    /** Length of the source, the path at its front, and whether that stays in the source. */
    @ParameterizedTest
    @CsvSource({
        "100, /a/b, true",
        "4096, /a/b, true",
        "4097, /a/b, false",
        "65536, /a/b, false",
        "4096, /a?q, true",
        "65536, /a?q, false",
        "100, //a, false",
        "100, /%61, false",
        "65536, /%61, false",
    })
    void aPathDoesNotHoldALargeSource(int length, String raw, boolean shared) {
        byte[] source = source(length, raw);
        int end = path.parse(source, 0, raw.length());
        assertThat(end).isEqualTo(raw.contains("?") ? raw.indexOf('?') : raw.length());
        assertThat(path.bytes() == source).isEqualTo(shared);
        String expected = raw.equals("//a") || raw.equals("/%61") ? "/a" : raw.substring(0, end);
        assertThat(text()).isEqualTo(expected);
        assertThat(path.held()).as("a short one counts for nothing").isZero();
    }

    /** Bytes of a path in a large source, and what is held beside that. */
    @ParameterizedTest
    @CsvSource({"10, 0", "1024, 0", "1025, 1025", "8000, 8000"})
    void aLongPathCountsByItsBytesUntilItIsForgotten(int length, int held) {
        String raw = "/" + "x".repeat(length - 1);
        byte[] source = source(65_536, raw);
        assertThat(path.parse(source, 0, length)).isEqualTo(length);
        assertThat(text()).isEqualTo(raw);
        assertThat(path.held()).isEqualTo(held);
        path.clear();
        assertThat(path.held()).isZero();
        assertThat(text()).isEmpty();
        assertThat(path.bytes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"100", "65536"})
    void thePlaceInTheSourceIsKnownWhereverThePathIsKept(int length) {
        byte[] source = source(length, "GET /a//b/%63 HTTP/1.1");
        assertThat(path.parse(source, 4, 13)).isEqualTo(13);
        assertThat(text()).isEqualTo("/a/b/c");
        assertThat(path.rawEnd(source, 2)).isEqualTo(6);
        assertThat(path.rawEnd(source, 6)).isEqualTo(13);
        byte[] plain = source(length, "GET /a/b HTTP/1.1");
        assertThat(path.parse(plain, 4, 8)).isEqualTo(8);
        assertThat(text()).isEqualTo("/a/b");
        assertThat(path.rawEnd(plain, 2)).isEqualTo(6);
    }

    @Test
    void aPathThatIsSetStaysInItsArray() {
        byte[] root = {'/'};
        path.set(root);
        assertThat(path.bytes()).isSameAs(root);
        assertThat(text()).isEqualTo("/");
    }

    private static byte[] source(int length, String front) {
        byte[] source = new byte[length];
        byte[] bytes = front.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, source, 0, bytes.length);
        return source;
    }

    private String text() {
        return new String(path.bytes(), path.start(), path.end() - path.start(), StandardCharsets.ISO_8859_1);
    }
}
