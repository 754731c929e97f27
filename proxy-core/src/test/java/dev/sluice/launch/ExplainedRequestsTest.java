package dev.sluice.launch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Config;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Environment;
import dev.sluice.config.Loaded;
import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RawClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of all kinds by chance: what {@code explain} says of them, and what a running edge does with them. */
@SuppressWarnings("NullAway.Init") // set before each test
final class ExplainedRequestsTest {
    private static final int REQUESTS = 400;
    private static final String NAMED = """
            sites:
              app.test:
                aliases: [other.test, "*.app.test"]
                tls: off
                headers: {request: {set: {X-Site: app}}}
                routes:
                  /: "%1$s"
                  /admin: {to: "%2$s", deny: [127.0.0.0/8]}
                  /api: {to: "%2$s", strip-prefix: /api, max-body: 3, host: target}
                  /old: {redirect: "https://new.test{uri}"}
                  =/hello: {respond: {status: 200, body: "hello"}}
                  /put: {to: "%2$s", headers: {request: {set: {X-A: b}, remove: [X-B]}}}
              only.test: {tls: off, routes: {/a: "%1$s"}}
            """;
    private static final List<String> HOSTS = List.of(
            "app.test",
            "APP.test",
            "other.test",
            "x.app.test",
            "y.x.app.test",
            "only.test",
            "nobody.test",
            "app.test.");
    private static final List<String> PATHS = List.of(
            "/",
            "/a",
            "/a?b=c",
            "/ab",
            "/admin",
            "/admin/users",
            "/admin%2Fusers",
            "/admin;x/users",
            "/admin%20/users",
            "/ADMIN",
            "/api",
            "/api/",
            "/api/x?y=/../z",
            "/api//x",
            "/api/../admin",
            "/api/%2e%2e/admin",
            "/api/./x",
            "/old/page",
            "/old",
            "/hello",
            "/hello/",
            "/put/it",
            "/caf%C3%A9",
            "/%zz",
            "/%00",
            "//app.test/",
            "/a%5Cb",
            "/put/%61",
            "/?%2F");
    private static final List<String> METHODS = List.of(
            "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "get");
    private static final List<String> HEADERS = List.of(
            "Accept: */*",
            "Expect: 100-continue",
            "Expect: something",
            "Connection: close",
            "Connection: X-B, keep-alive",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Upgrade: h2c",
            "Upgrade: tcp",
            "X-B: c",
            "x-b: d",
            "X-Forwarded-For: 203.0.113.9",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: evil.test",
            "X-Forwarded-Prefix: /x",
            "Forwarded: for=203.0.113.9",
            "X-Real-IP: 203.0.113.9",
            "TE: trailers",
            "TE: gzip",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: keep-alive",
            "Cookie: a=b",
            "Content-Length: 0",
            "Content-Length: 3",
            "Content-Length: 5",
            "Content-Length: 5, 5",
            "Content-Length: x",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip",
            "Transfer_Encoding: chunked",
            "X-Request-Id: 0123456789abcdef",
            "X-Request-Id: not good",
            "Host: app.test",
            "Host: a b",
            "Via: 1.1 x",
            "CDN-Loop: other",
            "Trailer: X-T",
            "X-Empty:",
            "Authorization: NTLM TlRMTVNTUAAB",
            "Max-Forwards: 0");
    private static final Pattern ANSWER = Pattern.compile("(?m)^answer +(\\d+)");
    private static final Pattern TARGET = Pattern.compile("(?m)^goes to +(\\S+)");

    private RawBackend first;
    private RawBackend second;

    @BeforeEach
    void start() throws Exception {
        first = RawBackend.echo();
        second = RawBackend.echo();
    }

    @AfterEach
    void close() throws Exception {
        first.close();
        second.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void explainSaysWhatTheEdgeDoes(boolean trusting) throws Exception {
        String yaml = (trusting ? "trusted-proxies: [127.0.0.1/32]\n" : "")
                + NAMED.formatted(first.target(), second.target());
        Config config = config(yaml);
        Random random = new Random(20_26);
        try (Edge edge = Edge.start(yaml)) {
            int served = 0;
            for (int i = 0; i < REQUESTS; i++) {
                SampleRequest request = request(random, edge.plain().getPort());
                String told = Explanation.of(config, request).text();
                Sent sent = ask(edge, request);
                served += sent.head() == null ? 0 : 1;
                assertThat(sent.described())
                        .as(() -> told + "\nfor\n" + new String(request.bytes(), ISO_8859_1))
                        .isEqualTo(described(told));
            }
            assertThat(served).as("requests that reach a backend").isGreaterThan(REQUESTS / 8);
        }
    }

    private static Config config(String yaml) {
        Loaded loaded = ConfigLoader.load(
                ("acme: off\n" + yaml).getBytes(StandardCharsets.UTF_8),
                Path.of("sluice.yaml"),
                Environment.of(Map.of()));
        return switch (loaded) {
            case Loaded.Good good -> good.config();
            case Loaded.Bad bad -> throw new AssertionError(bad.problems());
        };
    }

    private static SampleRequest request(Random random, int port) throws SampleRequest.Unusable {
        List<String> headers = new ArrayList<>();
        for (int more = random.nextInt(5); more > 0; more--) {
            headers.add(any(HEADERS, random));
        }
        String url = "http://" + any(HOSTS, random) + ":" + port + any(PATHS, random);
        return SampleRequest.of(url, any(METHODS, random), headers, "127.0.0.1");
    }

    private static String any(List<String> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    /** What came of a request: the status, or the backend and the lines that it got. */
    private record Sent(
            int status, @Nullable String target, @Nullable Message head) {
        String described() {
            return head == null ? "answer " + status : target + "\n" + lines(head);
        }
    }

    private Sent ask(Edge edge, SampleRequest request) throws Exception {
        int before = first.requests().size();
        int beforeSecond = second.requests().size();
        try (RawClient client = RawClient.plain(edge.plain())) {
            client.send(request.bytes());
            String head = new String(request.bytes(), ISO_8859_1);
            client.send(head.contains("chunked\r\n") ? "0\r\n\r\n" : "hello");
            int status = client.responseTo(request.method()).status();
            if (first.requests().size() > before) {
                return new Sent(status, first.target(), first.requests().getLast());
            }
            if (second.requests().size() > beforeSecond) {
                return new Sent(status, second.target(), second.requests().getLast());
            }
            return new Sent(status, null, null);
        }
    }

    private static String described(String told) {
        Matcher answer = ANSWER.matcher(told);
        if (answer.find()) {
            return "answer " + answer.group(1);
        }
        Matcher target = TARGET.matcher(told);
        assertThat(target.find()).as(told).isTrue();
        String sent = told.substring(told.indexOf("\nsent ") + 1);
        return target.group(1).replace("http://", "") + "\n"
                + sent.lines()
                        .map(line -> line.substring("sent     ".length()))
                        .map(ExplainedRequestsTest::comparable)
                        .collect(Collectors.joining("\n"));
    }

    private static String lines(Message head) {
        return head.startLine() + "\n"
                + head.fields().stream()
                        .map(field -> field.name() + ": " + field.value())
                        .map(ExplainedRequestsTest::comparable)
                        .collect(Collectors.joining("\n"));
    }

    /** Without what is new for each request, and for each edge. */
    private static String comparable(String line) {
        return line.replaceAll("(?<=^X-Request-Id: )(\\(a new one\\)|[0-9a-f]{32})$", "new")
                .replaceAll("sluice;id=(\\(of this route\\)|[0-9a-z]+;at=[0-9a-f]{8})", "mark")
                .stripTrailing();
    }
}
