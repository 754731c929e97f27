package dev.sluice.observe;

import dev.sluice.config.Action;
import dev.sluice.config.Balance;
import dev.sluice.config.HeaderRules;
import dev.sluice.config.HealthConfig;
import dev.sluice.config.HostHeader;
import dev.sluice.config.PathPattern;
import dev.sluice.config.Position;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.RouteExtras;
import dev.sluice.config.Timeouts;
import dev.sluice.exchange.ExchangeSummary;
import dev.sluice.exchange.Failure;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.ClientFacts.TlsFacts;
import dev.sluice.http.RequestHead;
import dev.sluice.policy.HeaderEdits;
import dev.sluice.policy.HostField;
import dev.sluice.policy.LoopMarks;
import dev.sluice.policy.RoutePolicy;
import dev.sluice.route.Route;
import dev.sluice.route.Timers;
import dev.sluice.upstream.BackendProtocol;
import dev.sluice.upstream.Endpoint;
import dev.sluice.upstream.EndpointState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exchange that has ended, as a test describes it. */
final class Ended implements ExchangeSummary {
    private final RequestHead head = new RequestHead();
    private ClientFacts client;
    private String host = "api.example.com";
    private String id = "4f2c";
    private @Nullable Route route = route(0, "api.example.com", "/v1");
    private @Nullable Endpoint endpoint = anEndpoint();
    private int status = 200;
    private long bytesIn;
    private long bytesOut = 512;
    private long responded = 11_900_000;
    private long ended = 12_345_678;
    private @Nullable Failure failure;
    private @Nullable String detail;
    private boolean tunnelled;

    Ended(String method, String target) {
        client = new ClientFacts(address("203.0.113.7"), 40_000, false, 443, null);
        byte[] bytes = (method + target).getBytes(StandardCharsets.ISO_8859_1);
        int at = head.fields().store(bytes, 0, bytes.length);
        head.method(at, at + method.length());
        head.target(at + method.length(), at + bytes.length);
    }

    static Ended get(String target) {
        return new Ended("GET", target);
    }

    static Route route(int index, String site, String label) {
        RouteConfig config = new RouteConfig(
                Position.START,
                PathPattern.ALL,
                new Action.Respond(200, ""),
                new Balance.LeastRequests(),
                null,
                new HealthConfig.Off(),
                Duration.ZERO,
                0,
                Timeouts.DEFAULT,
                HeaderRules.NONE,
                new HostHeader.Keep(),
                null,
                null,
                -1,
                List.of(),
                List.of(),
                RouteExtras.NONE);
        return new Route(
                index,
                site,
                label,
                config,
                null,
                new RoutePolicy(config, List.of()),
                new Timers(0, 0, 0, 0, 0),
                new LoopMarks().of(site, label),
                HeaderEdits.ofRequest(HeaderRules.NONE),
                HeaderEdits.ofResponse(HeaderRules.NONE),
                new HostField(config.host()),
                null,
                null,
                null);
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Endpoint anEndpoint() {
        EndpointState state =
                new EndpointState("api:8080 (172.18.0.5)", new InetSocketAddress(address("127.0.0.1"), 8080), 1, 1);
        return new Endpoint(state, 1, "api:8080", BackendProtocol.HTTP_1, null, "", 0, null);
    }

    Ended from(String address) {
        client = new ClientFacts(address(address), 40_000, false, 443, client.tls());
        return this;
    }

    Ended overTls(String protocol) {
        client = new ClientFacts(client.address(), 40_000, false, 443, new TlsFacts(null, protocol, "x", null));
        return this;
    }

    Ended with(String name, String value) {
        head.fields().add(name, value);
        return this;
    }

    Ended length(long length) {
        head.contentLength(length);
        return this;
    }

    Ended host(String name) {
        host = name;
        return this;
    }

    Ended on(@Nullable Route newRoute) {
        route = newRoute;
        return this;
    }

    Ended nowhere() {
        route = null;
        endpoint = null;
        return this;
    }

    Ended status(int code) {
        status = code;
        return this;
    }

    Ended bytes(long in, long out) {
        bytesIn = in;
        bytesOut = out;
        return this;
    }

    Ended tookNanos(long untilHead, long untilEnd) {
        responded = untilHead == 0 ? 0 : startedNanos() + untilHead;
        ended = startedNanos() + untilEnd;
        return this;
    }

    Ended failed(Failure cause, @Nullable String why) {
        failure = cause;
        detail = why;
        return this;
    }

    Ended tunnel() {
        tunnelled = true;
        return this;
    }

    @Override
    public ClientFacts client() {
        return client;
    }

    @Override
    public RequestHead request() {
        return head;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public @Nullable Route route() {
        return route;
    }

    @Override
    public @Nullable Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public int attempts() {
        return endpoint == null ? 0 : 1;
    }

    @Override
    public long bytesIn() {
        return bytesIn;
    }

    @Override
    public long bytesOut() {
        return bytesOut;
    }

    @Override
    public long startedNanos() {
        return 0;
    }

    @Override
    public long respondedNanos() {
        return responded;
    }

    @Override
    public long endedNanos() {
        return ended;
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }

    @Override
    public @Nullable String detail() {
        return detail;
    }

    @Override
    public boolean tunnelled() {
        return tunnelled;
    }

    @Override
    public String requestId() {
        return id;
    }
}
