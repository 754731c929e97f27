package dev.sluice.launch;

import dev.sluice.config.Config;
import dev.sluice.config.LoopCheck;
import dev.sluice.config.Problem;
import dev.sluice.config.SiteConfig;
import dev.sluice.connect.BackendConnections;
import dev.sluice.exchange.ExchangeServices;
import dev.sluice.listen.CannotBind;
import dev.sluice.listen.ConnectionInitializer;
import dev.sluice.listen.GatewayWatch;
import dev.sluice.listen.Transport;
import dev.sluice.observe.AccessLog;
import dev.sluice.observe.AdminServer;
import dev.sluice.observe.Logging;
import dev.sluice.observe.Metrics;
import dev.sluice.observe.Reloader;
import dev.sluice.observe.WorkerObserver;
import dev.sluice.policy.HttpChallenges;
import dev.sluice.policy.LoopMarks;
import dev.sluice.route.ConfigChanges;
import dev.sluice.route.CurrentSnapshot;
import dev.sluice.route.Snapshot;
import dev.sluice.route.SnapshotBuilder;
import dev.sluice.tls.CertificateStore;
import dev.sluice.tls.TlsFiles;
import dev.sluice.upstream.UpstreamRegistry;
import dev.sluice.worker.Allotment;
import dev.sluice.worker.Worker;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running edge: owns everything, and starts, changes and stops it.
 *
 * <p>Its methods may be called from any thread but an event loop; changes are made one after the other.
 */
public final class Sluice implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sluice.class);
    private static final long DRAIN_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Transport transport;
    private final CurrentSnapshot current;
    private final Upstreams upstreams;
    private final CertificateStore certificates;
    private final HttpChallenges challenges = new HttpChallenges();
    private final LoopMarks loopMarks = new LoopMarks();
    private final AutomaticCertificates automatic;
    private final AccessLog accessLog;
    private final Metrics metrics;
    private final Listeners listeners;
    private final GatewayWatch gateway = GatewayWatch.ofThisProcess();
    private final List<ExchangeServices> services = new ArrayList<>();
    private final ClientReview review;
    private final EdgeStatus status;
    private final AdminServer admin;
    private final AdminAddresses adminAddresses;
    private volatile boolean stopping;
    private volatile boolean stopped;

    private Sluice(Config config, TlsFiles files, Reloader reloader) throws CannotBind, Refused {
        transport = new Transport(workers(), !Boolean.getBoolean("sluice.nio"));
        Path data = DataFolder.of(config);
        try {
            certificates = CertificateStore.open(data, files);
            upstreams = Upstreams.open(data, transport);
        } catch (IOException unusable) {
            transport.close();
            throw new Refused("the data folder " + data + " cannot be used: " + unusable.getMessage()
                    + ". Name another one with `data: FOLDER`.");
        }
        automatic = new AutomaticCertificates(certificates, challenges, data);
        accessLog = AccessLog.toStandardOutput(config.log(), transport.workers().size());
        metrics = new Metrics(transport.workers().size());
        listeners = new Listeners(transport, this::initializers);
        Snapshot first = SnapshotBuilder.build(config, upstreams);
        metrics.bind(first.routes());
        current = new CurrentSnapshot(first);
        for (Worker worker : transport.workers()) {
            services.add(services(worker));
        }
        review = new ClientReview(transport, current, certificates);
        status = new EdgeStatus(current, transport, listeners, upstreams, certificates, automatic);
        admin = new AdminServer(status, metrics, reloader);
        adminAddresses = new AdminAddresses(admin);
        metrics.show(status);
        metrics.show(accessLog);
    }

    /**
     * Starts the edge; it serves when this returns. Nothing stays behind where it fails.
     *
     * @throws CannotBind where an address cannot be listened on
     * @throws Refused where the configuration names something that cannot be used
     */
    public static Sluice start(Config config) throws CannotBind, Refused {
        return start(config, () -> {
            throw new IllegalStateException("this edge was not started from a file");
        });
    }

    /** The same, with what is to happen on a reload that is asked for over the admin address. */
    static Sluice start(Config config, Reloader reloader) throws CannotBind, Refused {
        Logging.apply(config.log());
        Logging.inBackground();
        UpstreamRegistry.switchOffNameCache();
        TlsFiles files = readFiles(config);
        Sluice sluice = new Sluice(config, files, reloader);
        boolean started = false;
        try {
            // before the listeners: what is on disk is served from the first handshake on
            sluice.automatic.load(files);
            sluice.automatic.prepare(files);
            sluice.use(config, files);
            sluice.makeRoot();
            sluice.review.start();
            sluice.status.ready();
            started = true;
            return sluice;
        } finally {
            if (!started) {
                sluice.close();
            }
        }
    }

    /**
     * Looks at everything that {@link #start} would refuse but addresses, without starting anything.
     *
     * @return what works but will trouble users
     * @throws Refused where the configuration names something that cannot be used
     */
    static List<Problem> check(Config config) throws Refused {
        return warnings(config, goodFiles(config));
    }

    /**
     * Changes to another configuration: prepared first, then swapped; what did not change goes on untouched.
     *
     * @return what was added, changed and removed
     * @throws CannotBind where a new address cannot be listened on; nothing has changed then
     * @throws Refused where the configuration names something that cannot be used; nothing has changed then
     */
    public synchronized List<String> apply(Config next) throws CannotBind, Refused {
        return apply(next, readFiles(next));
    }

    /**
     * The same after a change of containers: files are read, and certificates looked at, only where other names are served, or they
     * otherwise; nothing is said again.
     */
    synchronized List<String> applyContainers(Config next) throws CannotBind, Refused {
        Config before = current.get().config();
        return apply(next, bare(before).equals(bare(next)) ? null : goodFiles(next));
    }

    /** What certificates depend on. */
    private static List<Object> bare(Config config) {
        List<Object> all = new ArrayList<>(List.of(config.tls(), config.acme(), config.listen()));
        for (SiteConfig site : config.sites()) {
            all.add(List.of(
                    site.name(), site.aliases(), site.tls(), String.valueOf(site.clientCa()), site.redirectHttp()));
        }
        return all;
    }

    private List<String> apply(Config next, @Nullable TlsFiles files) throws CannotBind, Refused {
        if (stopping) {
            throw new Refused("Sluice is stopping");
        }
        Config before = current.get().config();
        use(next, files);
        accessLog.configure(next.log());
        Logging.apply(next.log());
        return ConfigChanges.describe(before, next);
    }

    /** Binds and builds, which may fail, and only then swaps; certificates stay as they are where {@code files} is null. */
    private void use(Config config, @Nullable TlsFiles files) throws CannotBind, Refused {
        Listeners.Change change = listeners.prepare(config.listen());
        boolean used = false;
        try {
            adminAddresses.prepare(config.listen().admin());
            Snapshot next = build(config, change.httpsPort());
            if (files != null) {
                certificates.apply(files);
                automatic.load(files);
            }
            metrics.bind(next.routes());
            current.set(next);
            used = true;
        } finally {
            if (used) {
                change.commit();
                adminAddresses.commit(config.listen().admin());
            } else {
                change.rollback();
                adminAddresses.rollback();
            }
            upstreams.retireUnused(current.get()); // what is gone, or was only tried
        }
        limitClients(config);
        if (files != null) {
            review.now();
            automatic.order(files);
        }
    }

    /** After the listeners, as its check takes its time; whoever waits for the start may look for the file. */
    private void makeRoot() throws Refused {
        if (!certificates.needsLocal()) {
            return;
        }
        try {
            localRoot();
        } catch (UncheckedIOException unusable) {
            throw new Refused(unusable.getMessage() + ". Name another data folder with `data: FOLDER`.");
        }
    }

    private Snapshot build(Config config, int httpsPort) throws Refused {
        try {
            return SnapshotBuilder.build(config, upstreams, httpsPort, challenges, loopMarks);
        } catch (UnusableTarget unusable) {
            throw new Refused(String.valueOf(unusable.getMessage()));
        }
    }

    private void limitClients(Config config) {
        Allotment each = Allotments.of(config, services.size());
        for (Worker worker : transport.workers()) {
            worker.loop().execute(() -> worker.clients().limit(each));
        }
    }

    private static TlsFiles readFiles(Config config) throws Refused {
        TlsFiles files = goodFiles(config);
        warnings(config, files).forEach(warning -> LOG.warn("{}", warning.render()));
        FileRights.warnings(config).forEach(sentence -> LOG.warn("{}", sentence));
        return files;
    }

    private static TlsFiles goodFiles(Config config) throws Refused {
        TlsFiles files = TlsFiles.read(config);
        List<Problem> errors = both(LoopCheck.of(config).errors(), files.errors());
        if (!errors.isEmpty()) {
            throw new Refused(errors);
        }
        return files;
    }

    private static List<Problem> warnings(Config config, TlsFiles files) {
        return both(LoopCheck.of(config).warnings(), files.warnings());
    }

    private static List<Problem> both(List<Problem> some, List<Problem> others) {
        return Stream.concat(some.stream(), others.stream())
                .sorted(Comparator.comparing(Problem::at))
                .toList();
    }

    private Function<Worker, ChannelHandler> initializers(Listeners.Kind kind) {
        return worker -> new ConnectionInitializer(
                services.get(worker.index()), current, kind == Listeners.Kind.HTTPS ? certificates : null, gateway);
    }

    private ExchangeServices services(Worker worker) {
        return new ExchangeServices(
                worker,
                current,
                new BackendConnections(worker, transport),
                new WorkerObserver(worker.index(), accessLog, metrics),
                automatic::missing);
    }

    private static int workers() {
        int wanted = Integer.getInteger("sluice.workers", 0);
        return wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
    }

    /**
     * Stops politely: listeners close, idle connections end, WebSockets are told, and what is in flight gets the grace of the
     * configuration; then it is cut. Blocks until then.
     */
    public void drain() {
        stopping = true;
        status.draining();
        automatic.close(); // before the listeners: a CA must not find a name unproved because of it
        listeners.close();
        for (Worker worker : transport.workers()) {
            worker.loop().execute(() -> worker.clients().drain());
        }
        long end = System.nanoTime() + current.get().config().grace().toNanos();
        while (connections() > 0 && end - System.nanoTime() > 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(DRAIN_LOOK_NANOS);
        }
        if (connections() > 0) {
            LOG.warn("{} connections were cut at the end of the grace", connections());
        }
        close();
    }

    private int connections() {
        int sum = 0;
        for (Worker worker : transport.workers()) {
            sum += worker.clients().count();
        }
        return sum;
    }

    /** Stops at once. */
    @Override
    public synchronized void close() {
        if (stopped) {
            return;
        }
        stopped = true;
        listeners.close();
        automatic.close();
        upstreams.close();
        transport.close();
        admin.close();
        accessLog.close();
        certificates.close();
    }

    /** The configuration in use. */
    Config config() {
        return current.get().config();
    }

    /** The addresses on which plain HTTP is spoken. */
    public List<InetSocketAddress> httpAddresses() {
        return listeners.addresses(Listeners.Kind.HTTP);
    }

    /** The addresses on which HTTPS is spoken. */
    public List<InetSocketAddress> httpsAddresses() {
        return listeners.addresses(Listeners.Kind.HTTPS);
    }

    /** The admin addresses. */
    public List<InetSocketAddress> adminAddresses() {
        return admin.addresses();
    }

    /** The certificate of the local CA, which clients have to trust. */
    public Path localRoot() {
        return certificates.authority().rootFile();
    }

    /** How many certificates of the local CA are to be trusted, in words. */
    public String howToTrust() {
        return certificates.authority().howToTrust();
    }

    /** The transport's name. */
    public String transport() {
        return transport.name();
    }

    /** What the admin pages tell. */
    EdgeStatus status() {
        return status;
    }

    /** The metrics. */
    Metrics metrics() {
        return metrics;
    }
}
