package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ForwardingHeadersTest {
    private final RequestTarget target = new RequestTarget();

    @Test
    void tellsOfAPlainClient() throws UnknownHostException {
        assertThat(sent(facts("192.0.2.7", false, false), "Host: A.example"))
                .containsExactly(
                        "Host: A.example",
                        "X-Forwarded-For: 192.0.2.7",
                        "X-Real-IP: 192.0.2.7",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Host: A.example",
                        "X-Forwarded-Port: 80",
                        "Forwarded: for=192.0.2.7;host=\"A.example\";proto=http");
    }

    @Test
    void quotesIpv6AndTakesThePortOfHost() throws UnknownHostException {
        assertThat(sent(facts("2001:db8:0:0::7", true, false), "Host: [::1]:8443"))
                .containsExactly(
                        "Host: [::1]:8443",
                        "X-Forwarded-For: 2001:db8::7",
                        "X-Real-IP: 2001:db8::7",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: [::1]:8443",
                        "X-Forwarded-Port: 8443",
                        "Forwarded: for=\"[2001:db8::7]\";host=\"[::1]:8443\";proto=https");
    }

    @ParameterizedTest
    @CsvSource({"a,443", "a:,443", "a:1,1", "[::1],443", "[::1]:,443", "[::1]:2,2"})
    void tellsThePortThatTheClientUses(String host, String port) throws UnknownHostException {
        assertThat(sent(facts("192.0.2.7", true, false), "Host: " + host)).contains("X-Forwarded-Port: " + port);
    }

    @Test
    void followsTheHostFromRequestToRequest() throws UnknownHostException {
        ForwardingPrefix prefix = new ForwardingPrefix(facts("192.0.2.7", false, false));
        for (String host : List.of("a", "a", "bb:81", "a", "[::1]")) {
            RequestHead head = Heads.request("GET", "/", "Host: " + host);
            assertThat(target.parse(head, false)).isNull();
            ForwardingHeaders.apply(head, target, prefix);
            assertThat(Heads.lines(head.fields()))
                    .contains("X-Forwarded-Host: " + host, "Forwarded: for=192.0.2.7;host=\"" + host + "\";proto=http")
                    .hasSize(7);
        }
    }

    @Test
    void leavesOutTheHostThatAnOldRequestLacks() throws UnknownHostException {
        RequestHead head = Heads.request("GET", "/");
        head.minorVersion(0);
        assertThat(target.parse(head, false)).isNull();
        ForwardingHeaders.apply(head, target, new ForwardingPrefix(facts("192.0.2.7", false, false)));
        assertThat(Heads.lines(head.fields()))
                .containsExactly(
                        "X-Forwarded-For: 192.0.2.7",
                        "X-Real-IP: 192.0.2.7",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Port: 8080",
                        "Forwarded: for=192.0.2.7;proto=http");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For",
                "x-forwarded-proto",
                "X-FORWARDED-HOST",
                "X-Forwarded-Port",
                "X-Real-IP",
                "Forwarded",
                "X_Forwarded_For",
                "X-Forwarded_For",
                "x_real_ip",
                "X-Forwarded-Server",
                "X-Forwarded-Prefix",
                "X_Forwarded_Ssl",
                "X-Forwarded",
                "X-Original-URL",
                "X-Rewrite-URL",
                "X_Original_URL",
                "Proxy",
                "X-Host",
                "X-Client-IP",
                "Client-IP",
                "Front-End-Https",
                "Content_Length",
                "Transfer_Encoding",
                "X_Request_Id",
                "Forwarded-For",
                "X-Scheme",
                "X.Real.IP",
                "x!forwarded~for",
                "Client.IP",
                "CLIENT_IP",
                "User.Agent",
                "True-Client-IP",
                "X-Original-Forwarded-For",
                "CF-Connecting-IP",
                "cf_connecting_ip",
                "X-Cluster-Client-IP",
                "Fastly-Client-IP",
                "X-ProxyUser-Ip",
                "X-Original-Host",
                "X-Url-Scheme",
                "X-HTTP-Host-Override",
                "X-Forwarded-Uri",
                "X-Forwarded-Method",
                "X-Forwarded-Client-Cert",
                "WL-Proxy-Client-IP",
                "Proxy-Client-IP",
                "HTTP_CLIENT_IP",
                "HTTP_X_FORWARDED_FOR",
                "HTTP-Forwarded",
                "REMOTE_ADDR",
                "SCRIPT_NAME",
                "X-Script-Name",
                "PATH_INFO",
                "X-Sendfile-Type",
                "Client-Cert",
                "Client-Cert-Chain",
                "SSL_CLIENT_VERIFY",
                "X-SSL-Client-Cert",
                "X-ARR-ClientCert"
            })
    void removesWhatAStrangerSaysOfItself(String name) throws UnknownHostException {
        List<String> sent =
                sent(facts("192.0.2.7", false, false), "Host: a", name + ": evil", "A: b", name + ": worse");
        assertThat(sent)
                .noneMatch(line -> line.contains("evil") || line.contains("worse"))
                .contains("A: b")
                .hasSize(8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"True-Client-IP", "CF-Connecting-IP", "X-Original-URL", "X-Forwarded-Prefix", "Client-Cert"})
    void keepsWhatATrustedProxySaysInTheUsualSpelling(String name) throws UnknownHostException {
        String imitation = name.replace('-', '_');
        assertThat(sent(facts("10.0.0.1", false, true), "Host: a", name + ": 1", imitation + ": 2"))
                .contains(name + ": 1")
                .doesNotContain(imitation + ": 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CF-Ray",
                "HTTP-HTTP-X-Forwarded-For",
                "HTTP2-Thing",
                "X-Forward",
                "X-Forwardedx",
                "Proxy-Status",
                "X_Custom",
                "X-HTTP-Method-Override",
                "Remote-User",
                "Fo",
                "X",
                "Client-Id"
            })
    void leavesOtherFieldsAlone(String name) throws UnknownHostException {
        assertThat(sent(facts("192.0.2.7", false, false), "Host: a", name + ": 1"))
                .contains(name + ": 1");
    }

    @Test
    void extendsWhatATrustedProxySays() throws UnknownHostException {
        List<String> sent = sent(
                facts("10.0.0.1", false, true),
                "Host: a",
                "X-Forwarded-For: 198.51.100.1, 203.0.113.9",
                "X-Forwarded-For: 203.0.113.10",
                "X-Forwarded-Proto: https",
                "Forwarded: for=203.0.113.9",
                "X-Forwarded-Server: lb");
        assertThat(sent)
                .containsExactlyInAnyOrder(
                        "Host: a",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Server: lb",
                        "X-Real-IP: 203.0.113.10",
                        "X-Forwarded-For: 198.51.100.1, 203.0.113.9, 203.0.113.10, 10.0.0.1",
                        "Forwarded: for=203.0.113.9, for=10.0.0.1;host=\"a\";proto=http",
                        "X-Forwarded-Port: 443",
                        "X-Forwarded-Host: a");
    }

    @Test
    void keepsTheRealAddressOfATrustedProxyButNoUnderscores() throws UnknownHostException {
        List<String> sent = sent(
                facts("10.0.0.1", true, true), "Host: a", "X-Real-IP: 203.0.113.9", "X_Real_IP: 1.1.1.1", "Proxy: x");
        assertThat(sent)
                .contains("X-Real-IP: 203.0.113.9", "X-Forwarded-For: 10.0.0.1")
                .noneMatch(line -> line.contains("1.1.1.1") || line.startsWith("Proxy"));
    }

    @ParameterizedTest
    @CsvSource({
        "false,false,https,false",
        "false,true,https,true",
        "false,true,HTTPS,true",
        "false,true,'https,http',true",
        "false,true,'http, https',false",
        "false,true,httpsx,false",
        "false,true,http,false",
        "true,false,http,true",
        "true,true,http,true"
    })
    void believesTheSchemeOfATrustedProxyOnly(boolean secure, boolean trusted, String proto, boolean expected)
            throws UnknownHostException {
        RequestHead head = Heads.request("GET", "/", "Host: a", "X-Forwarded-Proto: " + proto);
        assertThat(ForwardingHeaders.secure(head, facts("10.0.0.1", secure, trusted)))
                .isEqualTo(expected);
    }

    private List<String> sent(ClientFacts facts, String... lines) {
        RequestHead head = Heads.request("GET", "/", lines);
        assertThat(target.parse(head, facts.secure())).isNull();
        ForwardingHeaders.apply(head, target, new ForwardingPrefix(facts));
        return Heads.lines(head.fields());
    }

    private static ClientFacts facts(String address, boolean secure, boolean trusted) throws UnknownHostException {
        ClientFacts.TlsFacts tls = secure ? new ClientFacts.TlsFacts("a", "TLSv1.3", "x", null) : null;
        return new ClientFacts(InetAddress.getByName(address), 4711, trusted, 8080, tls);
    }
}
