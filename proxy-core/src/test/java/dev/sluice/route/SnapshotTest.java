package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Action;
import dev.sluice.config.Config;
import dev.sluice.config.Position;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.Target;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.ForwardingHeaders;
import dev.sluice.http.ForwardingPrefix;
import dev.sluice.http.Heads;
import dev.sluice.http.HopByHop;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import dev.sluice.policy.Checks;
import dev.sluice.policy.Configs;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SnapshotTest {
    static final UpstreamFactory NO_UPSTREAMS = (name, route, targets) -> {
        throw new IllegalStateException(name + " -> " + targets);
    };

    @Test
    void numbersRoutesOverAllSites() {
        Snapshot snapshot = snapshot(
                Configs.site(
                        "a", Configs.route("/").build(), Configs.route("=/x").build()),
                Configs.site("*.b", Configs.route("/y").build()));
        assertThat(snapshot.routes()).extracting(Route::index).containsExactly(0, 1, 2);
        assertThat(snapshot.routes()).extracting(Route::siteName).containsExactly("a", "a", "*.b");
        assertThat(snapshot.routes()).extracting(Route::label).containsExactly("/", "=/x", "/y");
        assertThat(snapshot.routes()).extracting(Route::upstream).containsOnlyNulls();
    }

    @Test
    void asksForAnUpstreamWhereARouteForwards() {
        Target target = new Target(Position.START, Target.Scheme.HTTP, "backend", 80, null, 1, true, null, null);
        Config config = config(Configs.site(
                "a.example",
                Configs.route("/").build(),
                Configs.route("/api")
                        .action(new Action.Forward(List.of(target)))
                        .build()));
        assertThatThrownBy(() -> SnapshotBuilder.build(config, NO_UPSTREAMS))
                .hasMessage("a.example/api -> [http://backend:80]");
    }

    @Test
    void givesTimesInNanosecondsAndZeroForOff() {
        Route route = snapshot(Configs.site("a", Configs.route("/").maxBody(7).build()))
                .routes()
                .getFirst();
        assertThat(route.timers())
                .isEqualTo(new Timers(5_000_000_000L, 300_000_000_000L, 300_000_000_000L, 0, 10_000_000_000L));
        assertThat(route.maxBody()).isEqualTo(7);
        assertThat(route.retry()).isEqualTo(2);
        assertThat(Timers.nanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE / 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            nullValues = "-",
            value = {
                "A.example:80 /api/x a.example/api",
                "a.example. //%61pi a.example/api",
                "a.example /apix a.example/",
                "x.w.example /z *.w.example/",
                "other.example /z -",
            })
    void leadsARequestToItsRoute(String host, String raw, @Nullable String expected) {
        Snapshot snapshot = snapshot(
                Configs.site(
                        "a.example",
                        Configs.route("/").build(),
                        Configs.route("/api").build()),
                Configs.site("*.w.example", Configs.route("/").build()));
        RequestTarget target = new RequestTarget();
        assertThat(target.parse(Heads.request("GET", raw, "Host: " + host), false))
                .isNull();
        Site site = snapshot.site(target);
        Route route = site == null ? null : snapshot.route(site, target);
        assertThat(route == null ? null : route.siteName() + route.label()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "strict,CN=x,false",
                "strict.alias,CN=x,false",
                "STRICT,CN=x,false",
                "strict,-,true",
                "lax,CN=x,true",
                "other,CN=x,true",
                "-,CN=x,true"
            })
    void wantsTheCertificateOfAHandshakeForTheSameSite(
            @Nullable String serverName, @Nullable String subject, boolean misdirected) throws UnknownHostException {
        SiteConfig strict = Configs.withClientCa(Configs.site(
                "strict", List.of("strict.alias"), Configs.route("/").build()));
        Snapshot snapshot =
                snapshot(strict, Configs.site("lax", Configs.route("/").build()));
        ClientFacts client = client(new ClientFacts.TlsFacts(serverName, "TLSv1.3", "x", subject));
        assertThat(snapshot.misdirected(snapshot.sites().get(0), client)).isEqualTo(misdirected);
        assertThat(snapshot.misdirected(snapshot.sites().get(0), client(null))).isTrue();
        assertThat(snapshot.misdirected(snapshot.sites().get(1), client(null))).isFalse();
    }

    @Test
    void trustsItsProxiesOnly() throws UnknownHostException {
        Snapshot snapshot = SnapshotBuilder.build(
                Configs.config(List.of(Configs.network(10, 0, 0, 0, 8)), List.of()), NO_UPSTREAMS);
        assertThat(snapshot.trusts(InetAddress.getByName("10.1.2.3"))).isTrue();
        assertThat(snapshot.trusts(InetAddress.getByName("11.1.2.3"))).isFalse();
        assertThat(snapshot.limits().headerTimeout()).isEqualTo(10_000_000_000L);
    }

    @Test
    void swapsTheCurrentSnapshot() {
        Snapshot first = snapshot();
        Snapshot second = snapshot();
        CurrentSnapshot current = new CurrentSnapshot(first);
        assertThat(current.get()).isSameAs(first);
        current.set(second);
        assertThat(current.get()).isSameAs(second);
    }

    @Test
    void allocatesNothingForAUsualRequest() throws UnknownHostException {
        Snapshot snapshot = snapshot(
                Configs.site("*", Configs.route("/").build()),
                Configs.site(
                        "a.example",
                        Configs.route("/")
                                .action(new Action.Files(java.nio.file.Path.of("x"), false))
                                .build()));
        ClientFacts client = client(null);
        ForwardingPrefix prefix = new ForwardingPrefix(client);
        RequestHead head = new RequestHead();
        RequestTarget target = new RequestTarget();
        byte[] raw =
                "GET /%61//b?c HTTP/1.1\r\nHost: a.example\r\nConnection: keep-alive, x-y\r\nX-Y: 1\r\nAccept: */*\r\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long perRequest = Long.MAX_VALUE;
        for (int batch = 0; batch < 20; batch++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 2_000; i++) {
                fill(head, raw);
                handle(snapshot, head, target, client, prefix);
            }
            perRequest = Math.min(perRequest, (threads.getCurrentThreadAllocatedBytes() - before) / 2_000);
        }
        assertThat(head.targetText()).isEqualTo("/%61//b?c");
        assertThat(Heads.lines(head.fields())).hasSize(8);
        assertThat(perRequest).isZero();
    }

    private static void handle(
            Snapshot snapshot, RequestHead head, RequestTarget target, ClientFacts client, ForwardingPrefix prefix) {
        if (target.parse(head, false) != null) {
            throw new IllegalStateException("refused");
        }
        Site site = Objects.requireNonNull(snapshot.site(target));
        Route route = Objects.requireNonNull(snapshot.route(site, target));
        if (Checks.first(site.policy(), route.policy(), head, target, client) != null) {
            throw new IllegalStateException("answered");
        }
        target.toOriginForm(head);
        HopByHop.removeFrom(head.fields(), false);
        ForwardingHeaders.apply(head, target, prefix);
        route.requestEdits().applyTo(head.fields());
        target.hostText();
    }

    private static void fill(RequestHead head, byte[] raw) {
        head.clear();
        int start = head.fields().store(raw, 0, raw.length);
        head.method(start, start + 3);
        head.target(start + 4, start + 13);
        int from = start + 24;
        while (from < start + raw.length) {
            int colon = from;
            while (head.fields().bytes()[colon] != ':') {
                colon++;
            }
            int end = colon;
            while (head.fields().bytes()[end] != '\r') {
                end++;
            }
            head.fields().adopt(from, colon, colon + 2, end);
            from = end + 2;
        }
    }

    private static ClientFacts client(ClientFacts.@Nullable TlsFacts tls) throws UnknownHostException {
        return new ClientFacts(InetAddress.getByName("192.0.2.1"), 4711, false, 80, tls);
    }

    private static Snapshot snapshot(SiteConfig... sites) {
        return SnapshotBuilder.build(config(sites), NO_UPSTREAMS);
    }

    private static Config config(SiteConfig... sites) {
        return Configs.config(List.of(), List.of(sites));
    }
}
