package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Balance;
import dev.sluice.config.HeaderRules;
import dev.sluice.config.HeaderRules.Header;
import dev.sluice.config.HostHeader;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.Sticky;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.Fields;
import dev.sluice.http.Heads;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EditsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/api /api/x?q=/api /x?q=/api",
                "/api /api /",
                "/api /api?q /?q",
                "/api /api/ /",
                "/api /api//evil.example /evil.example",
                "/api //api///evil.example/a//b /evil.example/a//b",
                "/api /%61p%69/x%2Fy /x%2Fy",
                "/api /apix /apix",
                "/api /x/api /x/api",
                "/api /api%2Fx /api%2Fx",
                "/ //x/y /x/y",
                "/a@b /a%40b/c%40d /c%40d",
                "/api http://a/api/x /x",
                "/api http://a/api /",
                "/a/b /a//b/c /c",
            })
    void stripsAPrefix(String prefix, String raw, String sent) {
        assertThat(rewritten(Configs.route("/").strip(prefix), raw)).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/api /v2 /api/x?q /v2/x?q",
                "/api /v2 /api /v2",
                "/api /v2 /api/ /v2/",
                "/api /v2/ /api/x /v2/x",
                "/api /v2 /api//x /v2/x",
                "/api / /api/x /x",
                "/api / /api /",
                "/api / /api//evil /evil",
                "/ /v2 /x /v2/x",
                "/ /v2 / /v2/",
                "/ /v2 http://a /v2",
                "/ /v2 http://a?q /v2?q",
                "=/login /auth/in /login?x=1 /auth/in?x=1",
                "=/login / /l%6fgin /",
                "/\u00fc /a /%C3%BC/b /a/b",
                "/a /\u00fc?x /a/b /%C3%BC%3Fx/b",
            })
    void rewritesTheRoutesOwnPrefix(String pattern, String rewrite, String raw, String sent) {
        assertThat(rewritten(Configs.route(pattern).rewrite(rewrite), raw)).isEqualTo(sent);
    }

    @Test
    void changesNothingWhereNothingIsConfigured() {
        assertThat(TargetRewrite.of(Configs.route("/a").build())).isNull();
        RequestHead head = Heads.request("OPTIONS", "*", "Host: a");
        RequestTarget target = new RequestTarget();
        assertThat(target.parse(head, false)).isNull();
        Objects.requireNonNull(TargetRewrite.of(Configs.route("/").rewrite("/x").build()))
                .applyTo(head, target);
        assertThat(head.targetText()).isEqualTo("*");
    }

    @Test
    void removesSetsAndAddsFields() {
        HeaderRules rules = new HeaderRules(
                List.of(new Header("X-Set", "new"), new Header("User-Agent", "s")),
                List.of(new Header("X-Add", "2"), new Header("Cookie", "b")),
                List.of("X-Gone", "Referer"),
                List.of(new Header("Server", "sluice")),
                List.of(),
                List.of("X-Powered-By"));
        Fields request = Heads.fields(
                "x-set: 1",
                "USER-AGENT: x",
                "x-add: 1",
                "x-gone: 1",
                "X-GONE: 2",
                "Cookie: a",
                "referer: r",
                "X-Set: 2");
        HeaderEdits.ofRequest(rules).applyTo(request);
        assertThat(Heads.lines(request))
                .containsExactly("x-add: 1", "Cookie: a", "X-Set: new", "User-Agent: s", "X-Add: 2", "Cookie: b");
        Fields response = Heads.fields("Server: nginx", "x-powered-by: php", "A: b");
        HeaderEdits.ofResponse(rules).applyTo(response);
        assertThat(Heads.lines(response)).containsExactly("A: b", "Server: sluice");
    }

    @Test
    void replacesFieldsInEverySpellingThatABackendMayTakeForThem() {
        HeaderRules rules = new HeaderRules(
                List.of(new Header("X-User", "me"), new Header("X_Group", "us")),
                List.of(new Header("X-Role", "reader")),
                List.of("X-Gone"),
                List.of(),
                List.of(),
                List.of());
        Fields request = Heads.fields(
                "X_User: 1", "x.user: 2", "X-Group: 3", "X-Role: 4", "X_Role: 5", "X_Gone: 6", "X_Mine: 7", "XUser: 8");
        HeaderEdits.ofRequest(rules).applyTo(request);
        assertThat(Heads.lines(request))
                .containsExactly("X-Role: 4", "X_Mine: 7", "XUser: 8", "X-User: me", "X_Group: us", "X-Role: reader");
    }

    @Test
    void choosesTheHostForTheBackend() {
        assertThat(host(new HostHeader.Keep(), "Host: a:81")).containsExactly("Host: a:81");
        assertThat(host(new HostHeader.Keep())).containsExactly("Host: backend:9000");
        assertThat(host(new HostHeader.TargetName(), "Host: a:81")).containsExactly("Host: backend:9000");
        assertThat(host(new HostHeader.Named("x.example"), "hOST: a")).containsExactly("Host: x.example");
    }

    @Test
    void sendsStrictTransportSecurityOverHttpsOnly() throws UnknownHostException {
        SiteConfig site =
                Configs.site(Configs.site("a", Configs.route("/").build()), true, false, Duration.ofDays(365));
        RequestHead request = Heads.request("GET", "/", "Host: a");
        Fields secure = Heads.fields("strict-transport-security: max-age=0");
        new SitePolicy(site, 443).applyTo(secure, request, client("192.0.2.1", true));
        assertThat(Heads.lines(secure)).containsExactly("Strict-Transport-Security: max-age=31536000");
        Fields plain = Heads.fields();
        new SitePolicy(site, 443).applyTo(plain, request, client("192.0.2.1", false));
        assertThat(Heads.lines(plain)).isEmpty();
    }

    @Test
    void remembersTheEndpointInACookie() {
        StickyCookie cookie = Objects.requireNonNull(StickyCookie.of(new Sticky("sid", Duration.ofHours(1))));
        for (long id : new long[] {1, -1, 0x0123456789abcdefL, Long.MIN_VALUE}) {
            Fields response = Heads.fields();
            cookie.write(response, id, true);
            String line = Heads.lines(response).getFirst();
            assertThat(line)
                    .matches("Set-Cookie: sid=[0-9a-f]{16}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600; Secure");
            String sent = line.substring("Set-Cookie: ".length(), line.indexOf(';'));
            assertThat(cookie.read(Heads.fields("Cookie: a=b; " + sent + "; c=d")))
                    .isEqualTo(id);
        }
        Fields response = Heads.fields();
        Objects.requireNonNull(StickyCookie.of(new Sticky("s", null))).write(response, 16, false);
        assertThat(Heads.lines(response))
                .containsExactly("Set-Cookie: s=0000000000000010; Path=/; HttpOnly; SameSite=Lax");
        assertThat(StickyCookie.of(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sid=",
                "sid=1",
                "sid=000000000000000g",
                "sid=00000000000000001",
                "sid=-000000000000001",
                "xsid=0000000000000001"
            })
    void takesNoOtherCookieForItsOwn(String value) {
        StickyCookie cookie = Objects.requireNonNull(StickyCookie.of(new Sticky("sid", null)));
        assertThat(cookie.read(Heads.fields("Cookie: " + value))).isZero();
    }

    @Test
    void hashesWhatTheBalanceNames() throws UnknownHostException {
        RequestHead head = Heads.request("GET", "/", "X-User: ann", "Cookie: sid=ann");
        RequestHead other = Heads.request("GET", "/", "x-user: bob", "Cookie: sid=bob");
        ClientFacts one = client("192.0.2.1", true);
        ClientFacts two = client("192.0.2.2", true);
        HashSource header = source(new Balance.Hash(Balance.By.HEADER, "X-User"));
        HashSource cookie = source(new Balance.Hash(Balance.By.COOKIE, "sid"));
        HashSource ip = source(new Balance.Hash(Balance.By.IP, ""));
        assertThat(header.hash(head, one)).isEqualTo(header.hash(head, two)).isEqualTo(cookie.hash(head, one));
        assertThat(header.hash(head, one)).isNotEqualTo(header.hash(other, one));
        assertThat(cookie.hash(head, one)).isNotEqualTo(cookie.hash(other, one));
        assertThat(ip.hash(head, one)).isEqualTo(ip.hash(other, one)).isNotEqualTo(ip.hash(head, two));
        RequestHead bare = Heads.request("GET", "/");
        assertThat(header.hash(bare, one)).isEqualTo(ip.hash(bare, one));
        assertThat(HashSource.of(new Balance.RoundRobin(), List.of())).isNull();
    }

    private static HashSource source(Balance balance) {
        return Objects.requireNonNull(HashSource.of(balance, List.of()));
    }

    private static List<String> host(HostHeader mode, String... lines) {
        Fields fields = Heads.fields(lines);
        new HostField(mode).applyTo(fields, "backend:9000");
        return Heads.lines(fields);
    }

    private static String rewritten(Configs.RouteText route, String raw) {
        RequestHead head = Heads.request("GET", raw, "Host: a");
        RequestTarget target = new RequestTarget();
        assertThat(target.parse(head, false)).isNull();
        target.toOriginForm(head);
        Objects.requireNonNull(TargetRewrite.of(route.build())).applyTo(head, target);
        return head.targetText();
    }

    private static ClientFacts client(String address, boolean secure) throws UnknownHostException {
        ClientFacts.TlsFacts tls = secure ? new ClientFacts.TlsFacts("a", "TLSv1.3", "x", null) : null;
        return new ClientFacts(InetAddress.getByName(address), 4711, false, 443, tls);
    }
}
