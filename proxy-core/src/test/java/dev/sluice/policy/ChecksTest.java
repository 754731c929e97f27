package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Action;
import dev.sluice.config.Network;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.SiteConfig;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.Heads;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChecksTest {
    private static final Network LAN = Configs.network(10, 0, 0, 0, 8);
    private static final Network HOST = Configs.network(10, 0, 0, 9, 32);

    private final RequestTarget target = new RequestTarget();

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "443 /a?b=c a.example https://a.example/a?b=c",
                "443 / A.Example.:8080 https://a.example/",
                "8443 /x a.example:8080 https://a.example:8443/x",
                "443 //evil.example/x a.example https://a.example//evil.example/x",
                "443 http://a.example/y?z a.example https://a.example/y?z",
                "443 http://a.example?z a.example https://a.example/?z",
                "443 /%0d%0aX:y a.example https://a.example/%0d%0aX:y",
                "443 /\u00e9\"<>|? a.example https://a.example/%E9%22%3C%3E%7C?",
                "443 /a [2001:DB8::1]:80 https://[2001:db8::1]/a",
            })
    void sendsPlainRequestsToHttps(int port, String raw, String host, String location) throws UnknownHostException {
        SiteConfig site = Configs.site(Configs.site("a.example", respond()), true, false, null);
        Answer answer = first(new SitePolicy(site, port), respond(), client(false), raw, "Host: " + host);
        assertThat(answer).isEqualTo(new Answer.Redirect(308, location));
    }

    @Test
    void sendsNobodyToHttpsWhereItIsOffOrThere() throws UnknownHostException {
        SiteConfig on = Configs.site(Configs.site("a", forward()), true, false, null);
        SiteConfig off = Configs.site(Configs.site("a", forward()), false, false, null);
        assertThat(first(new SitePolicy(on, 443), forward(), client(true), "/", "Host: a"))
                .isNull();
        assertThat(first(new SitePolicy(on, 0), forward(), client(false), "/", "Host: a"))
                .isNull();
        assertThat(first(new SitePolicy(off, 443), forward(), client(false), "/", "Host: a"))
                .isNull();
    }

    @Test
    void believesATrustedProxyThatTheClientUsesHttps() throws UnknownHostException {
        SitePolicy site = new SitePolicy(Configs.site(Configs.site("a", forward()), true, false, null), 443);
        String proto = "X-Forwarded-Proto: https";
        assertThat(first(site, forward(), client("10.0.0.1", false, true), "/", "Host: a", proto))
                .isNull();
        assertThat(first(site, forward(), client(false), "/", "Host: a", proto)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "true www.example /a?b https://example.org/a?b",
                "false WWW.example:8080 /a http://example.org:8080/a",
                "true www.example: // https://example.org//",
                "true example.org:8443 /a -",
                "true EXAMPLE.org. /a -",
            })
    void sendsAliasesToTheSitesName(boolean secure, String host, String raw, String location)
            throws UnknownHostException {
        SiteConfig config =
                Configs.site(Configs.site("example.org", List.of("www.example"), forward()), false, true, null);
        Answer answer = first(new SitePolicy(config, 443), forward(), client(secure), raw, "Host: " + host);
        assertThat(answer).isEqualTo(location.equals("-") ? null : new Answer.Redirect(308, location));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1,true,false,true",
        "10.0.0.9,true,false,true",
        "192.0.2.1,true,false,false",
        "10.0.0.1,false,true,true",
        "10.0.0.9,false,true,false",
        "10.0.0.1,true,true,true",
        "10.0.0.9,true,true,false",
        "192.0.2.1,true,true,false",
        "::ffff:10.0.0.1,true,false,true",
        "2001:db8::1,true,false,false",
        "2001:db8::1,false,true,true"
    })
    void knowsWhoIsAllowed(String address, boolean allow, boolean deny, boolean passes) throws UnknownHostException {
        RouteConfig route = Configs.route("/")
                .action(new Action.Forward(List.of()))
                .allow(allow ? new Network[] {LAN} : new Network[0])
                .deny(deny ? new Network[] {HOST} : new Network[0])
                .build();
        Answer answer =
                first(plain(), route, client(address, false, false), "/", "Host: a", "X-Forwarded-For: 10.0.0.1");
        assertThat(answer).isEqualTo(passes ? null : Answer.Refusal.FORBIDDEN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.5 | 203.0.113.5",
                "10.0.0.9, 203.0.113.5 | 203.0.113.5",
                "203.0.113.5, 10.0.0.2,10.0.0.3 | 203.0.113.5",
                "203.0.113.5:4711, 10.0.0.2 | 203.0.113.5",
                "[2001:db8::5]:4711 | 2001:db8::5",
                "2001:db8::5 | 2001:db8::5",
                "10.0.0.2, 10.0.0.3 | 10.0.0.2",
                "203.0.113.5, unknown, 10.0.0.2 | 10.0.0.2",
                "203.0.113.5,, | 10.0.0.1",
                "'' | 10.0.0.1",
            })
    void believesTheLastStrangerInTheListOfATrustedProxy(String list, String expected) throws UnknownHostException {
        RequestHead head = Heads.request("GET", "/", "Host: a", "X-Forwarded-For: " + list);
        byte[] address = BelievedAddress.of(head, client("10.0.0.1", false, true), List.of(LAN));
        assertThat(address).isEqualTo(InetAddress.getByName(expected).getAddress());
        byte[] stranger = BelievedAddress.of(head, client("192.0.2.1", false, false), List.of(LAN));
        assertThat(stranger).isEqualTo(new byte[] {(byte) 192, 0, 2, 1});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "https://new.example/ /a?b https://new.example/",
                "https://new.example{uri} /a?b https://new.example/a?b",
                "https://new.example{uri} http://a.example?b https://new.example/?b",
                "https://new.example{uri} //evil https://new.example//evil",
                "https://www.{host}{uri} /x https://www.a.example/x",
                "/login?back={uri}&h={host} /x /login?back=/x&h=a.example",
                "{uri} //evil.example/%2f /evil.example/%2f",
                "{uri} ///evil.example?//x /evil.example?//x",
                "{uri} http://a.example//evil.example /evil.example",
                "/{uri} /evil.example /evil.example",
                "//new.example{uri} /x //new.example/x",
                "/\u00fc{x}{uri /a /%C3%BC{x}{uri",
            })
    void redirectsByTemplate(String template, String raw, String location) throws UnknownHostException {
        RouteConfig route =
                Configs.route("/").action(new Action.Redirect(template, 302)).build();
        String host = raw.startsWith("http") ? "A.example" : "A.example:81";
        Answer answer = first(plain(), route, client(false), raw, "Host: " + host);
        assertThat(answer).isEqualTo(new Answer.Redirect(302, location));
    }

    @Test
    void redirectsNowhereWithoutAHost() throws UnknownHostException {
        RequestHead head = Heads.request("GET", "/");
        head.minorVersion(0);
        assertThat(target.parse(head, false)).isNull();
        SiteConfig site = Configs.site(Configs.site("*", respond()), true, false, null);
        RoutePolicy route = new RoutePolicy(
                Configs.route("/")
                        .action(new Action.Redirect("https://{host}", 302))
                        .build(),
                List.of());
        assertThat(Checks.first(new SitePolicy(site, 443), route, head, target, client(false)))
                .isEqualTo(Answer.Refusal.MISSING_HOST);
        assertThat(Checks.first(plain(), route, head, target, client(false))).isEqualTo(Answer.Refusal.MISSING_HOST);
    }

    @Test
    void respondsWithTheConfiguredText() throws UnknownHostException {
        RouteConfig route =
                Configs.route("/").action(new Action.Respond(451, "grüß")).build();
        Answer answer = first(plain(), route, client(false), "/", "Host: a");
        assertThat(answer).isInstanceOfSatisfying(Answer.Respond.class, respond -> {
            assertThat(respond.status()).isEqualTo(451);
            assertThat(respond.body()).asString(StandardCharsets.UTF_8).isEqualTo("grüß");
        });
    }

    @ParameterizedTest
    @CsvSource({"-1,999999999999,true", "10,10,true", "10,11,false", "0,1,false", "0,0,true", "10,-1,true", "10,-2,true"
    })
    void refusesABodyThatIsSaidToBeTooLarge(long max, long length, boolean passes) throws UnknownHostException {
        RoutePolicy route = new RoutePolicy(
                Configs.route("/")
                        .action(new Action.Forward(List.of()))
                        .maxBody(max)
                        .build(),
                List.of());
        RequestHead head = Heads.request("PUT", "/", "Host: a");
        head.contentLength(length);
        assertThat(target.parse(head, false)).isNull();
        assertThat(Checks.first(plain(), route, head, target, client(false)))
                .isEqualTo(passes ? null : Answer.Refusal.BODY_TOO_LARGE);
    }

    @Test
    void asksInTheWrittenOrder() throws UnknownHostException {
        SiteConfig config = Configs.site(Configs.site("a.example", List.of("b.example"), respond()), true, true, null);
        SitePolicy site = new SitePolicy(config, 443);
        RouteConfig denied = Configs.route("/")
                .deny(Configs.network(0, 0, 0, 0, 0))
                .maxBody(0)
                .build();
        assertThat(first(site, denied, client(false), "/", "Host: b.example"))
                .isEqualTo(new Answer.Redirect(308, "https://b.example/"));
        assertThat(first(site, denied, client(true), "/", "Host: b.example"))
                .isEqualTo(new Answer.Redirect(308, "https://a.example/"));
        assertThat(first(site, denied, client(true), "/", "Host: a.example")).isEqualTo(Answer.Refusal.FORBIDDEN);
        assertThat(first(site, respond(), client(true), "/", "Host: a.example")).isInstanceOf(Answer.Respond.class);
    }

    @Test
    void makesTheSitesChecksWhereNoRouteMatches() throws UnknownHostException {
        SitePolicy site = new SitePolicy(Configs.site(Configs.site("a", respond()), true, false, null), 443);
        assertThat(first(site, null, client(false), "/x", "Host: a"))
                .isEqualTo(new Answer.Redirect(308, "https://a/x"));
        assertThat(first(site, null, client(true), "/x", "Host: a")).isNull();
    }

    private @Nullable Answer first(
            SitePolicy site, @Nullable RouteConfig route, ClientFacts client, String raw, String... lines) {
        RequestHead head = Heads.request("GET", raw, lines);
        assertThat(target.parse(head, client.secure())).isNull();
        RoutePolicy policy = route == null ? null : new RoutePolicy(route, List.of(LAN));
        return Checks.first(site, policy, head, target, client);
    }

    private static SitePolicy plain() {
        return new SitePolicy(Configs.site("*", respond()), 443);
    }

    private static RouteConfig respond() {
        return Configs.route("/").build();
    }

    private static RouteConfig forward() {
        return Configs.route("/").action(new Action.Forward(List.of())).build();
    }

    private static ClientFacts client(boolean secure) throws UnknownHostException {
        return client("192.0.2.1", secure, false);
    }

    private static ClientFacts client(String address, boolean secure, boolean trusted) throws UnknownHostException {
        ClientFacts.TlsFacts tls = secure ? new ClientFacts.TlsFacts("a", "TLSv1.3", "x", null) : null;
        return new ClientFacts(InetAddress.getByName(address), 4711, trusted, 443, tls);
    }
}
