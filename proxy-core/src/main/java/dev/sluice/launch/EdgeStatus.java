package dev.sluice.launch;

import dev.sluice.config.Action;
import dev.sluice.config.Discovered;
import dev.sluice.config.HostPattern;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.Target;
import dev.sluice.listen.Transport;
import dev.sluice.observe.ReloadResult;
import dev.sluice.observe.StatusSource;
import dev.sluice.route.CurrentSnapshot;
import dev.sluice.route.Snapshot;
import dev.sluice.tls.CertificateStore;
import dev.sluice.worker.Allotment;
import dev.sluice.worker.Budget;
import dev.sluice.worker.Resource;
import dev.sluice.worker.Shedding;
import dev.sluice.worker.Worker;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the running edge tells of itself. */
final class EdgeStatus implements StatusSource {
    private final CurrentSnapshot current;
    private final Transport transport;
    private final Listeners listeners;
    private final Upstreams upstreams;
    private final CertificateStore certificates;
    private final AutomaticCertificates automatic;
    private final Instant started = Instant.now();
    private volatile Readiness readiness = Readiness.STARTING;
    private volatile @Nullable ReloadResult lastReload;

    EdgeStatus(
            CurrentSnapshot current,
            Transport transport,
            Listeners listeners,
            Upstreams upstreams,
            CertificateStore certificates,
            AutomaticCertificates automatic) {
        this.current = current;
        this.transport = transport;
        this.listeners = listeners;
        this.upstreams = upstreams;
        this.certificates = certificates;
        this.automatic = automatic;
    }

    void ready() {
        readiness = Readiness.READY;
    }

    void draining() {
        readiness = Readiness.DRAINING;
    }

    void reloaded(ReloadResult result) {
        lastReload = result;
    }

    @Override
    public String version() {
        return Version.NUMBER;
    }

    @Override
    public Instant started() {
        return started;
    }

    @Override
    public Readiness readiness() {
        return readiness;
    }

    @Override
    public List<String> listeners() {
        List<String> all = new ArrayList<>();
        for (InetSocketAddress address : listeners.addresses(Listeners.Kind.HTTPS)) {
            all.add("https " + text(address));
        }
        for (InetSocketAddress address : listeners.addresses(Listeners.Kind.HTTP)) {
            all.add("http " + text(address));
        }
        return all;
    }

    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    @Override
    public List<SiteStatus> sites() {
        Snapshot snapshot = current.get();
        Discovered discovered = snapshot.config().discovered();
        return snapshot.sites().stream()
                .map(site -> new SiteStatus(
                        site.name(),
                        site.config().aliases().stream()
                                .map(HostPattern::toString)
                                .toList(),
                        site.config().routes().stream()
                                .map(route -> route(
                                        route,
                                        discovered.containers(site.config().name(), route.path())))
                                .toList()))
                .toList();
    }

    private static RouteStatus route(RouteConfig route, List<String> containers) {
        String action = switch (route.action()) {
            case Action.Forward(List<Target> targets) ->
                targets.isEmpty()
                        ? "wait for a container that runs"
                        : "forward to " + targets.stream().map(Target::toString).collect(Collectors.joining(", "));
            case Action.Redirect redirect -> "redirect to " + redirect.url();
            case Action.Respond respond -> "respond " + respond.status();
            case Action.Files files -> "files of " + files.root();
        };
        String origin = containers.isEmpty() ? "" : " (labels of " + String.join(", ", containers) + ")";
        return new RouteStatus(route.path().toString(), action + origin);
    }

    @Override
    public List<EndpointStatus> endpoints() {
        return upstreams.status();
    }

    @Override
    public List<CertificateStatus> certificates() {
        return certificates.certificates().stream()
                .map(view -> new CertificateStatus(view.names(), view.source(), view.notAfter()))
                .toList();
    }

    @Override
    public List<OrderStatus> orders() {
        return automatic.reports().stream()
                .map(report -> new OrderStatus(
                        report.names(),
                        report.notAfter(),
                        report.renewal(),
                        report.nextAttempt(),
                        report.attempts(),
                        report.failures(),
                        report.problem()))
                .toList();
    }

    @Override
    public long connectionsOpen() {
        long sum = 0;
        for (Worker worker : transport.workers()) {
            sum += worker.clients().count();
        }
        return sum;
    }

    @Override
    public long connectionsShed() {
        long sum = 0;
        for (Worker worker : transport.workers()) {
            sum += worker.clients().shed();
        }
        return sum;
    }

    @Override
    public Holdings holdings() {
        Holdings sum = new Holdings(0, 0, 0, 0, 0, 0);
        for (Worker worker : transport.workers()) {
            Budget budget = worker.clients().budget();
            Allotment limit = budget.limit();
            sum = new Holdings(
                    sum.heap() + budget.heap(),
                    sum.heapLimit() + limit.heap(),
                    sum.nativeBytes() + budget.nativeBytes(),
                    sum.nativeLimit() + limit.nativeBytes(),
                    sum.descriptors() + budget.descriptors(),
                    sum.descriptorLimit() + limit.descriptors());
        }
        return sum;
    }

    @Override
    public long shed(Shedding.What what, Resource shortOf) {
        long sum = 0;
        for (Worker worker : transport.workers()) {
            sum += worker.clients().shedding().of(what, shortOf);
        }
        return sum;
    }

    @Override
    public @Nullable ReloadResult lastReload() {
        return lastReload;
    }
}
