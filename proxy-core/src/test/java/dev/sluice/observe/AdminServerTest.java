package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.ListenAddress;
import dev.sluice.config.ListenConfig;
import dev.sluice.config.Printable;
import dev.sluice.observe.StatusSource.CertificateStatus;
import dev.sluice.observe.StatusSource.EndpointStatus;
import dev.sluice.observe.StatusSource.OrderStatus;
import dev.sluice.observe.StatusSource.Readiness;
import dev.sluice.observe.StatusSource.RouteStatus;
import dev.sluice.observe.StatusSource.SiteStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AdminServerTest {
    private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Edge edge = new Edge();
    private final AtomicInteger reloads = new AtomicInteger();
    private volatile ReloadResult outcome = new ReloadResult(true, NOON, List.of("site b.example: added"));
    private final AdminServer server = new AdminServer(edge, new Metrics(1), this::reload);
    private InetSocketAddress address = new InetSocketAddress(0);

    private ReloadResult reload() {
        reloads.incrementAndGet();
        return outcome;
    }

    @BeforeEach
    void listen() throws IOException {
        address = server.bind(ANY_PORT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void showsMetricsThatPrometheusReads() throws IOException {
        String answer = get("/metrics");

        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("content-type: text/plain; version=0.0.4");
        assertThat(new PrometheusText(body(answer)).types()).containsKey("sluice_bytes_total");
    }

    @Test
    void isAliveAlwaysAndReadyOnlyWhenItServes() throws IOException {
        assertThat(get("/readyz")).startsWith("HTTP/1.1 200 ");
        edge.readiness = Readiness.STARTING;
        assertThat(get("/readyz")).startsWith("HTTP/1.1 503 ").endsWith("\r\n\r\nstarting\n");
        edge.readiness = Readiness.DRAINING;
        assertThat(get("/readyz")).startsWith("HTTP/1.1 503 ").endsWith("\r\n\r\ndraining\n");
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nok\n");
    }

    @Test
    void answersHeadWithoutABody() throws IOException {
        assertThat(ask("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("content-length: 3")
                .endsWith("\r\n\r\n");
    }

    @Test
    void showsTheStatusAsJson() throws IOException {
        fillEdge();

        Map<Object, Object> status = LineTest.parse(body(get("/status")));

        assertThat(status)
                .containsEntry("version", "0.1.0")
                .containsEntry("state", "ready")
                .containsEntry("connections", 3)
                .containsEntry("listeners", List.of("https 0.0.0.0:443"))
                .containsEntry(
                        "sites",
                        List.of(Map.of(
                                "name",
                                "a.example",
                                "aliases",
                                List.of("b.example"),
                                "routes",
                                List.of(Map.of("path", "/", "action", "forward to \"api\":8080")))))
                .containsEntry(
                        "last_reload",
                        Map.of(
                                "applied",
                                false,
                                "at",
                                NOON.toString(),
                                "messages",
                                List.of("sluice.yaml:7:5: bad\n  \"x\"")));
        assertThat(String.valueOf(status.get("endpoints"))).contains("up=false", "in_flight=2");
        assertThat(String.valueOf(status.get("certificates"))).contains("not_after=");
    }

    @Test
    void showsTheStatusAsTextToWhoAsksForText() throws Exception {
        fillEdge();

        assertThat(client().status(false).text())
                .startsWith(
                        "Sluice 0.1.0, ready, up 1 min 30 s\n3 connections, 0 tunnels\n  listens on https 0.0.0.0:443\n")
                .contains("a.example (also b.example)\n  /                    forward to \"api\":8080\n")
                .contains("  DOWN api:8080 (10.0.0.2), 2 in flight: held for down by its health check\n")
                .contains("  a.example (file a.pem): expires in 9 d 23 h\n")
                .contains("last reload 2026-11-22T12:00:00Z: refused\n  sluice.yaml:7:5: bad\n    \"x\"\n");
    }

    @Test
    void wordsOfOthersActOnNoTerminal() throws Exception {
        String hostile = "\u001b[2J\u202e\u009b\nready\u2028";
        edge.sites =
                List.of(new SiteStatus("a" + hostile, List.of(hostile), List.of(new RouteStatus(hostile, hostile))));
        edge.endpoints = List.of(new EndpointStatus(hostile, hostile, false, hostile, 2));
        edge.certificates = List.of(new CertificateStatus(List.of(hostile), hostile, NOON));
        edge.orders = List.of(new OrderStatus(List.of(hostile), null, null, NOON, 1, 1, hostile));
        edge.lastReload = new ReloadResult(false, NOON, List.of(hostile));
        outcome = new ReloadResult(false, NOON, List.of(hostile));

        String text = client().status(false).text();
        String shown = "\\x1b[2J\\u202e\\x9b\\x0aready\\u2028";
        assertThat(text.codePoints().filter(each -> each != '\n').allMatch(Printable::isPrintable))
                .as(text)
                .isTrue();
        assertThat(text)
                .contains("a" + shown + " (also " + shown + ")\n")
                .contains("  DOWN " + shown + ", 2 in flight: " + shown + "\n")
                .contains("  " + shown + " (" + shown + "): EXPIRED")
                .contains("  " + shown + ": " + shown + "; next try");
        String json = client().status(true).text();
        assertThat(json.stripTrailing().codePoints().allMatch(Printable::isPrintable))
                .as(json)
                .isTrue();
        assertThat(String.valueOf(LineTest.parse(json).get("sites"))).contains("a" + hostile);
        assertThat(client().reload().text()).isEqualTo("\\x1b[2J\\u202e\\x9b\nready\\u2028\n");
    }

    private void fillEdge() {
        edge.connections = 3;
        edge.sites = List.of(new SiteStatus(
                "a.example", List.of("b.example"), List.of(new RouteStatus("/", "forward to \"api\":8080"))));
        edge.endpoints = List.of(
                new EndpointStatus("api:8080", "api:8080 (10.0.0.2)", false, "held for down by its health check", 2));
        edge.certificates = List.of(new CertificateStatus(
                List.of("a.example"),
                "file a.pem",
                Instant.now().plus(Duration.ofDays(10)).minusSeconds(60)));
        edge.lastReload = new ReloadResult(false, NOON, List.of("sluice.yaml:7:5: bad\n  \"x\""));
    }

    @Test
    void reloadsForTheCommandLine() throws Exception {
        AdminClient.Answer answer = client().reload();

        assertThat(answer.ok()).isTrue();
        assertThat(answer.text()).isEqualTo("site b.example: added\n");
        assertThat(reloads).hasValue(1);
    }

    @Test
    void aRefusedReloadShowsTheProblems() throws Exception {
        outcome = new ReloadResult(false, NOON, List.of("sluice.yaml:7:5: é", "sluice.yaml:9:1: b"));

        AdminClient.Answer answer = client().reload();

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).isEqualTo("sluice.yaml:7:5: é\nsluice.yaml:9:1: b\n");
    }

    @Test
    void aWebPageCannotReload() throws IOException {
        assertThat(ask("POST /reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(ask("POST /reload HTTP/1.1\r\nHost: localhost\r\nX-Sluice: 2\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(ask("OPTIONS /reload HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .contains("allow: POST")
                .doesNotContain("access-control");
        assertThat(ask("GET /reload HTTP/1.1\r\nHost: localhost\r\nX-Sluice: 1\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ");
        assertThat(reloads).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example\r\n",
                "Host: evil.example:9180\r\n",
                "",
                "Host: localhost\r\nHost: localhost\r\n",
                "Host: 127.0.0.1.evil.example\r\n",
                "Host: \r\n",
                "Host: sluice\r\n"
            })
    void aNameThatOthersMayOwnIsRefused(String hosts) throws IOException {
        assertThat(ask("GET /status HTTP/1.1\r\n" + hosts + "\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(ask("POST /reload HTTP/1.1\r\n" + hosts + "X-Sluice: 1\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(reloads).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "127.0.0.1, null, true, true",
                "127.0.0.1:9180, null, true, true",
                "[::1]:9180, null, true, true",
                "[::1], null, true, true",
                "::1, null, true, false",
                "LocalHost:1, null, true, true",
                "10.0.0.7:9180, null, false, true",
                "sluice:9180, null, false, true",
                "sluice:9180, null, true, false",
                "sluice.evil.example, null, false, false",
                "admin.example, admin.example, true, true",
                "Admin.Example:9180, admin.example, true, true",
                "[evil.example], null, false, false",
                "evil.example:80:80, null, false, false",
                "'', null, false, false",
                "null, null, false, false",
            })
    void theHostRuleTakesWhatNoAttackerCanOwn(String host, String configured, boolean local, boolean allowed) {
        assertThat(HostRule.allows(host, configured, local)).isEqualTo(allowed);
    }

    @Test
    void otherPagesAndMethodsAreRefused() throws IOException {
        assertThat(get("/etc/passwd")).startsWith("HTTP/1.1 404 ");
        assertThat(ask("DELETE /status HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .contains("allow: GET");
        assertThat(get("/status?x=1")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void nonsenseAndTooMuchIsAnsweredOrCut() throws IOException {
        assertThat(ask("GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(ask("GET /status HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(40_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(ask("POST /reload HTTP/1.1\r\nHost: localhost\r\nX-Sluice: 1\r\nContent-Length: 9999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(ask("\u0001\u0002\r\n\r\n")).startsWith("HTTP/1.1 4");
        assertThat(reloads).hasValue(0);
    }

    @Test
    void aPageThatFailsSaysNothingOfTheInside() throws IOException {
        try (AdminServer broken = new AdminServer(edge, new Metrics(1), () -> {
            throw new IllegalStateException("secret");
        })) {
            address = broken.bind(ANY_PORT);

            assertThat(ask("POST /reload HTTP/1.1\r\nHost: localhost\r\nX-Sluice: 1\r\nContent-Length: 0\r\n\r\n"))
                    .startsWith("HTTP/1.1 500 ")
                    .doesNotContain("secret");
        }
    }

    @Test
    void listensOnSeveralAddressesAndLeavesThem() throws IOException {
        InetSocketAddress second = server.bind(new ListenAddress("localhost", 0));
        assertThat(server.addresses()).containsExactly(address, second);
        assertThat(server.bind(ANY_PORT)).isEqualTo(address);

        server.unbind(ANY_PORT);

        assertThat(server.addresses()).containsExactly(second);
        assertThatThrownBy(() -> get("/healthz")).isInstanceOf(IOException.class);
        address = second;
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aTakenPortIsSaid() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, address.getAddress())) {
            assertThatThrownBy(() -> server.bind(new ListenAddress("127.0.0.1", other.getLocalPort())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + other.getLocalPort());
        }
    }

    @Test
    void theClientSaysWhenNothingAnswers() throws Exception {
        AdminClient client = client();
        server.close();

        assertThat(catchThrowableOfType(AdminException.class, client::reload))
                .hasMessage("no Sluice answers at 127.0.0.1:" + address.getPort()
                        + ": is it running? Its address is 'listen: {admin: …}' of the same configuration file.");
    }

    @Test
    void theClientSaysWhenTheAdminAddressIsOff() {
        assertThatThrownBy(() -> AdminClient.of(new ListenConfig(List.of(), List.of(), List.of())))
                .isInstanceOf(AdminException.class)
                .hasMessageContaining("the admin address is off");
    }

    @Test
    void theClientSaysWhenSomethingElseAnswers() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 5, address.getAddress())) {
            Thread.ofVirtual().start(() -> {
                while (true) {
                    try (Socket socket = other.accept()) {
                        socket.getOutputStream().write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            address = (InetSocketAddress) other.getLocalSocketAddress();

            assertThat(catchThrowableOfType(AdminException.class, () -> client().status(true)))
                    .hasMessageContaining("is not a Sluice");
        }
    }

    private AdminClient client() throws AdminException {
        return AdminClient.of(
                new ListenConfig(List.of(), List.of(), List.of(new ListenAddress("127.0.0.1", address.getPort()))));
    }

    private String get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + address.getPort() + "\r\n\r\n");
    }

    private String ask(String request) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
