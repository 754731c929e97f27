package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.RequestTarget.Problem;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTargetTest {
    private final RequestTarget target = new RequestTarget();

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/ /",
                "/a/b?q=1 /a/b",
                "/? /",
                "//a///b// /a/b/",
                "/%61%2d%7E /a-~",
                "/a%40b%3a /a@b:",
                "/%c3%a9 /\u00c3\u00a9",
                "/a%2fb%2F /a%2Fb%2F",
                "/%5c%25%3f%23%3b%20 /%5C%25%3F%23%3B%20",
                "/%252e%252e/ /%252e%252e/",
                "/...;/.a/..b/a../a. /...;/.a/..b/a../a.",
                "/.well-known/x /.well-known/x",
                "/a;x=1/b /a;x=1/b",
                "/v2/?q=100%&r=a/../b|\" /v2/",
            })
    void bringsAPathIntoOneForm(String raw, String canonical) {
        assertThat(parse(raw, "Host: a")).isNull();
        assertThat(path()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/\u00c3\u00a9 /%C3%A9 /\u00c3\u00a9",
                "/a\u00a0 /a%A0 /a\u00a0",
                "/\u0085/%c3%a9/%2f/\u00ff? /%85/%c3%a9/%2f/%FF? /\u0085/\u00c3\u00a9/%2F/\u00ff",
                "//a//\u00e9//b //a//%E9//b /a/\u00e9/b",
                "/a?q=\u00e9&%e9 /a?q=%E9&%e9 /a",
                "http://a/\u00e9?\u00a0 http://a/%E9?%A0 /\u00e9",
                "http://a?\u00e9 http://a?%E9 /",
            })
    void percentEncodesWhatIsBeyondAscii(String raw, String sent, String canonical) {
        RequestHead head = Heads.request("GET", raw, "Host: a");
        assertThat(target.parse(head, false)).isNull();
        assertThat(head.targetText()).isEqualTo(sent);
        assertThat(head.fields().text(head.receivedTargetStart(), head.receivedTargetEnd()))
                .isEqualTo(sent);
        assertThat(path()).isEqualTo(canonical);
        String encoded = path();
        assertThat(parse(sent, "Host: a")).isNull();
        assertThat(path()).isEqualTo(encoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.",
                "/..",
                "/../",
                "/a/..",
                "/a/../b",
                "/./a",
                "/a/.",
                "/%2e",
                "/%2E%2e/",
                "/.%2e",
                "/%2e.",
                "/a/%2e%2E?x",
                "/..;/",
                "/..;x=1/a",
                "/.;",
                "/%2e%2e;/a",
                "/..%3b/a",
                "/a%2f..",
                "/a%2F..%2Fb",
                "/..%2fa",
                "/..%5ca",
                "/a%5C..",
                "//..//",
                "/a//../b",
                "/%2e%2e%2f",
                "/.%2F",
                "/a/b/c/%2e%2e/%2e%2e/x",
                "/..%20/a",
                "/%20../a",
                "/.%09",
                "/..%a0/",
                "/..\u0085/"
            })
    void refusesDotSegmentsInEverySpelling(String raw) {
        assertThat(parse(raw, "Host: a")).isEqualTo(Problem.DOT_SEGMENTS_OR_ESCAPES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%",
                "/%2",
                "/%zz",
                "/%2g",
                "/a%",
                "/%00",
                "/a%00b",
                "/a\\b",
                "/\\..\\",
                "/a b",
                "/a\tb",
                "/a\u0000",
                "/a\u007f",
                "/a#b",
                "/%u002e",
                "/%-1",
                "/%+1"
            })
    void refusesInvalidEscapesAndForbiddenCharacters(String raw) {
        assertThat(parse(raw, "Host: a")).isEqualTo(Problem.DOT_SEGMENTS_OR_ESCAPES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a/b",
                "*",
                "?x",
                "#",
                "a:443",
                "ftp://a/",
                "http:/a/",
                "http:a",
                "htt://a/",
                "//?a#",
                "/?a b",
                "/?\r",
                "/?a\u007f",
                "/?a#b",
                "javascript:alert(1)",
                "http//a/"
            })
    void refusesMalformedTargets(String raw) {
        assertThat(parse(raw, "Host: a")).isEqualTo(Problem.MALFORMED_TARGET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "a.example a.example -1",
                "A.Example.:8443 a.example 8443",
                "a: a -1",
                "a:1 a 1",
                "a:65535 a 65535",
                "127.0.0.1:80 127.0.0.1 80",
                "my_host-1 my_host-1 -1",
                "[::1] ::1 -1",
                "[0:0:0:0:0:0:0:1]:8080 ::1 8080",
                "[2001:DB8:0:0::1]: 2001:db8::1 -1",
            })
    void readsHosts(String value, String host, int port) {
        assertThat(parse("/", "Host: " + value)).isNull();
        assertThat(target.hostText()).isEqualTo(host);
        assertThat(new String(target.hostBytes(), 0, target.hostLength(), StandardCharsets.US_ASCII))
                .isEqualTo(host);
        assertThat(target.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a..b",
                ".a",
                "a..",
                "a b",
                "a,b",
                "a\tb",
                "a/b",
                "a?b",
                "a#b",
                "a@b",
                "user:pw@a",
                "a\\b",
                "a%2eb",
                "a:b",
                "a:80:80",
                "a:-1",
                "a:0",
                "a:65536",
                "a:065535",
                "a:99999999999",
                "a: 80",
                ":80",
                "[",
                "[]",
                "[::1",
                "[::1]x",
                "[::1]:x",
                "[::1%25eth0]",
                "[1.2.3.4]",
                "[v1.x]",
                "::1",
                "a\u00e9",
                "a\u0000",
                "a'b",
                "a(b",
                "a*b",
                "*",
                "a<b>",
                "a;b",
                "[::1]]",
                "[:::1]",
                "[12345::]"
            })
    void refusesInvalidHosts(String value) {
        assertThat(parse("/", "Host: " + value)).isEqualTo(Problem.INVALID_HOST);
    }

    @Test
    void refusesNamesThatAreTooLong() {
        assertThat(parse("/", "Host: " + "a".repeat(253))).isNull();
        assertThat(parse("/", "Host: " + "a".repeat(253) + ".")).isNull();
        assertThat(target.hostLength()).isEqualTo(253);
        assertThat(parse("/", "Host: " + "a".repeat(254))).isEqualTo(Problem.INVALID_HOST);
        assertThat(parse("/", "Host: " + "a".repeat(60_000))).isEqualTo(Problem.INVALID_HOST);
    }

    @Test
    void wantsExactlyOneHostOfHttp11() {
        assertThat(parse("/")).isEqualTo(Problem.MISSING_HOST);
        assertThat(parse("http://a/")).isEqualTo(Problem.MISSING_HOST);
        assertThat(parse("/", "Host: a", "Host: a")).isEqualTo(Problem.DUPLICATE_HOST);
        assertThat(parse("/", "Host: a", "X: y", "hOST: b")).isEqualTo(Problem.DUPLICATE_HOST);
    }

    @Test
    void takesAnOldRequestWithoutHost() {
        RequestHead head = Heads.request("GET", "/x");
        head.minorVersion(0);
        assertThat(target.parse(head, false)).isNull();
        assertThat(target.hostLength()).isZero();
        assertThat(target.hostText()).isEmpty();
        assertThat(target.authorityEnd()).isEqualTo(target.authorityStart());
    }

    @Test
    void forgetsTheHostOfTheRequestBefore() {
        assertThat(parse("/", "Host: a:81")).isNull();
        RequestHead head = Heads.request("GET", "/x");
        head.minorVersion(0);
        assertThat(target.parse(head, false)).isNull();
        assertThat(target.hostLength()).isZero();
        assertThat(target.port()).isEqualTo(RequestTarget.NO_PORT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            nullValues = "-",
            value = {
                "http://a/x?y a false -",
                "HTTP://A.:80/x a false -",
                "http://a a:80 false -",
                "http://a:8080/ a:8080 false -",
                "https://a/ a:443 true -",
                "https://a:80/ a:80 true -",
                "http://[::1]/ [0::1]:80 false -",
                "http://a/ b false HOST_MISMATCH",
                "http://a:81/ a false HOST_MISMATCH",
                "http://a/ a:81 false HOST_MISMATCH",
                "https://a/ a:80 true HOST_MISMATCH",
                "http://u@a/ a false INVALID_HOST",
                "http://a,b/ a false INVALID_HOST",
                "http:///x a false INVALID_HOST",
                "http://?x a false INVALID_HOST",
                "http://a\\b/ a false INVALID_HOST",
                "https://a/ a false SCHEME_MISMATCH",
                "http://a/ a true SCHEME_MISMATCH",
                "http://a/../b a false DOT_SEGMENTS_OR_ESCAPES",
                "http://a#b/ a false INVALID_HOST",
            })
    void readsAbsoluteTargets(String raw, String host, boolean secure, @Nullable Problem problem) {
        RequestHead head = Heads.request("GET", raw, "Host: " + host);
        assertThat(target.parse(head, secure)).isEqualTo(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "http://a/x/y?z /x/y?z",
                "http://a /",
                "http://a?q /?q",
                "http://a//b/c //b/c",
                "http://a///evil?x ///evil?x",
                "/a//b%61?c=d /a//b%61?c=d",
                "//a //a",
            })
    void makesOriginForm(String raw, String expected) {
        RequestHead head = Heads.request("GET", raw, "Host: a");
        assertThat(target.parse(head, false)).isNull();
        target.toOriginForm(head);
        String sent = raw.startsWith("/") ? expected : expected.replaceFirst("^/+", "/");
        assertThat(head.targetText()).isEqualTo(sent);
        assertThat(Heads.lines(head.fields())).containsExactly("Host: a");
    }

    @Test
    void givesAnOldAbsoluteRequestItsHost() {
        RequestHead head = Heads.request("GET", "http://A.b:81/x");
        head.minorVersion(0);
        assertThat(target.parse(head, false)).isNull();
        target.toOriginForm(head);
        assertThat(target.hostText()).isEqualTo("a.b");
        assertThat(Heads.lines(head.fields())).containsExactly("Host: A.b:81");
        assertThat(head.targetText()).isEqualTo("/x");
    }

    @Test
    void takesAnAsteriskForOptionsOnly() {
        RequestHead head = Heads.request("OPTIONS", "*", "Host: a");
        assertThat(target.parse(head, false)).isNull();
        assertThat(target.asterisk()).isTrue();
        assertThat(path()).isEqualTo("/");
        target.toOriginForm(head);
        assertThat(head.targetText()).isEqualTo("*");
        assertThat(target.parse(Heads.request("OPTIONS", "*x", "Host: a"), false))
                .isEqualTo(Problem.MALFORMED_TARGET);
        assertThat(target.parse(Heads.request("GET", "*", "Host: a"), false)).isEqualTo(Problem.MALFORMED_TARGET);
    }

    @Test
    void remembersTheTextOfTheLastHost() {
        assertThat(parse("/", "Host: a.example")).isNull();
        String first = target.hostText();
        assertThat(parse("/", "Host: A.example:80")).isNull();
        assertThat(target.hostText()).isSameAs(first);
        assertThat(parse("/", "Host: a.exampl")).isNull();
        assertThat(target.hostText()).isEqualTo("a.exampl");
    }

    @Test
    void readsAPathOfAMegabyteInOnePass() {
        assertThat(parse("/" + "a".repeat(1_000_000) + "/%2e", "Host: a")).isNotNull();
        assertThat(parse("/" + "/a%41;".repeat(200_000), "Host: a")).isNull();
        assertThat(target.pathEnd() - target.pathStart()).isEqualTo(200_000 * 4);
    }

    /** Bytes of a path and of another field; whether the path stays in the head's array, and what is held beside that. */
    @ParameterizedTest
    @CsvSource({
        "4, 10, true, 0",
        "4, 5000, false, 0",
        "2000, 10, true, 0",
        "2000, 5000, false, 2000",
        "5000, 10, false, 5000"
    })
    void aTargetDoesNotHoldALargeHead(int length, int other, boolean shared, int held) {
        String raw = "/" + "x".repeat(length - 1);
        RequestHead head = Heads.request("GET", raw + "?q", "Host: a", "X: " + "y".repeat(other));
        assertThat(target.parse(head, false)).isNull();
        assertThat(target.path() == head.fields().bytes()).isEqualTo(shared);
        assertThat(target.held()).isEqualTo(held);
        assertThat(path()).isEqualTo(raw);
        assertThat(head.fields().text(target.rawPathStart(), target.rawPathEnd()))
                .isEqualTo(raw);
        assertThat(target.rawEndOf(head, 1)).isEqualTo(target.rawPathStart() + 1);
        target.clear();
        assertThat(target.held()).isZero();
        assertThat(path()).isEmpty();
    }

    private @Nullable Problem parse(String raw, String... lines) {
        return target.parse(Heads.request("GET", raw, lines), false);
    }

    private String path() {
        return new String(
                target.path(), target.pathStart(), target.pathEnd() - target.pathStart(), StandardCharsets.ISO_8859_1);
    }
}
