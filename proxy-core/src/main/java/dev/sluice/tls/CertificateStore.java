package dev.sluice.tls;

import dev.sluice.base.files.DurableFiles;
import dev.sluice.config.Config;
import dev.sluice.config.HostPattern;
import dev.sluice.config.Problem;
import dev.sluice.config.SiteTls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates towards clients, by the name that a client asks for.
 *
 * <p>Event loops read one immutable table through one volatile reference. Everything that changes it (a configuration, files
 * on disk, a certificate that was issued, time) builds a new table off the loops and swaps it; connections that are open keep
 * what they were given.
 */
public final class CertificateStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateStore.class);
    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofSeconds(2);

    /** Files that are replaced one after the other get this many polls to fit again before anybody is warned. */
    private static final int PATIENCE = 2;

    /** Local certificates are valid for 90 days and made anew every 30. */
    private static final Duration EPOCH = Duration.ofDays(30);

    /** The rest of a large configuration is made when first asked for. */
    private static final int WARMED = 500;

    private final InstantSource clock;
    private final TableBuilder.Authorities authorities;
    private final Map<String, CertifiedKey> installed = new HashMap<>();
    private final AlpnChallenges challenges = new AlpnChallenges();
    private final ScheduledThreadPoolExecutor background = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("certificates").factory());
    private volatile CertificateTable table;
    private volatile boolean closed;
    private TlsFiles files;
    private Map<Path, FileStamp> stamps = Map.of();
    private int brokenPolls;
    private long epoch;

    private CertificateStore(Path data, TlsFiles files, InstantSource clock) throws IOException {
        this.clock = clock;
        this.files = files;
        background.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        DurableFiles.createFolder(data);
        TicketKeys ticketKeys = new TicketKeys(data.resolve("ticket.keys"));
        ticketKeys.rotate(clock.instant());
        this.authorities = new TableBuilder.Authorities(LocalAuthority.open(data.resolve("ca"), clock), ticketKeys);
        this.stamps = FileStamp.of(files.paths());
        this.table = build(null);
    }

    /**
     * Makes the store of a process and starts looking after its files. Blocks.
     *
     * @param data the folder for what must last; it is made where it is missing
     * @param files read without errors
     * @throws IOException when the data folder cannot be used
     */
    public static CertificateStore open(Path data, TlsFiles files) throws IOException {
        CertificateStore store = open(data, files, InstantSource.system());
        store.background.scheduleWithFixedDelay(store::poll, POLL.toMillis(), POLL.toMillis(), TimeUnit.MILLISECONDS);
        return store;
    }

    static CertificateStore open(Path data, TlsFiles files, InstantSource clock) throws IOException {
        return new CertificateStore(data, files, clock);
    }

    /**
     * What to hand to a client, made if it has to be. Any thread that may block.
     *
     * @param serverName in lower case without a trailing dot, or null if the client sent none
     * @throws IllegalStateException after {@link #close}
     */
    public ServerTls select(@Nullable String serverName) {
        String name =
                serverName == null || serverName.indexOf(':') < 0 ? serverName : CertificateNames.canonical(serverName);
        ServerTls tls = null;
        while (tls == null) { // again if its table was replaced between the two reads
            tls = open().find(name).get();
        }
        return tls;
    }

    /**
     * The same for a connection: if it names no host, or one that nobody has, it is shown what it may know of where it has arrived.
     *
     * @param serverName as above
     */
    public ServerTls select(@Nullable String serverName, Arrival arrival) {
        ServerTls tls = null;
        while (tls == null) {
            tls = open().find(serverName, arrival).get();
        }
        return tls;
    }

    private CertificateTable open() {
        if (closed) {
            throw new IllegalStateException("the certificates have been closed");
        }
        return table;
    }

    /** What a connection is to be shown if that has been made, else null: see {@link #prepare}. Any thread, without waiting. */
    @Nullable
    ServerTls ready(@Nullable String serverName, Arrival arrival) {
        return closed ? null : table.ready(serverName, arrival);
    }

    /** As {@link #select(String, Arrival)}, on a thread of its own. Any thread, without waiting. */
    CompletableFuture<ServerTls> prepare(@Nullable String serverName, Arrival arrival) {
        return CompletableFuture.supplyAsync(
                () -> select(serverName, arrival),
                making -> Thread.ofVirtual().name("certificate").start(making));
    }

    /**
     * Whether a request for a host may be answered on a connection, else 421 (RFC 9110 section 15.5.20). Any thread, without waiting.
     *
     * <p>It may if the host would have been handed the same certificate and rules, or if the connection's certificate is valid for it and
     * its site wants no client certificate.
     *
     * @param connection what the connection was handed
     * @param host the request's host: lower case, no port, no brackets
     */
    public boolean serves(ServerTls connection, String host) {
        Slot own = table.find(host.indexOf(':') < 0 ? host : CertificateNames.canonical(host));
        return own.identity().equals(connection.identity()) || (!own.clientCertificate() && connection.covers(host));
    }

    /**
     * Whether a client had to show a certificate, and would not be let in with it any more: it has expired, or its connection's name has
     * other rules now. On the connection's loop, without waiting.
     */
    public boolean isOutdated(TlsSession session) {
        ServerTls then = session.tls();
        return then.clientCertificate()
                && (session.clientExpired(clock.instant())
                        || !table.find(session.serverName()).identity().equals(then.identity()));
    }

    /**
     * Changes to another configuration at once; what did not change stays as it is. Blocks.
     *
     * @param next read without errors
     */
    public synchronized void apply(TlsFiles next) {
        files = next;
        stamps = FileStamp.of(next.paths());
        brokenPolls = 0;
        swap();
        warmUp();
    }

    /**
     * Uses a certificate that was issued for names of the configuration, at once, instead of the local CA's. Blocks.
     *
     * @param names lower case, wildcards as {@code *.example.com}
     * @param chain the certificate, then its issuers
     */
    public synchronized void install(Set<String> names, List<X509Certificate> chain, PrivateKey key) {
        CertifiedKey certified = CertifiedKey.of(chain, key, "ACME");
        for (String name : names) {
            installed.put(CertificateNames.canonical(name), certified);
        }
        swap();
    }

    /** The certificates in use, those of the local CA only when they have been made. Any thread. */
    public List<CertificateView> certificates() {
        List<CertificateView> views = new ArrayList<>();
        for (Slot slot : table.all()) {
            ServerTls tls = slot.peek();
            if (tls != null) {
                CertifiedKey certified = tls.certified();
                views.add(new CertificateView(certified.names().all(), certified.notAfter(), certified.source()));
            }
        }
        return views;
    }

    /** The {@code tls-alpn-01} challenges, which go before all certificates. */
    public AlpnChallenges challenges() {
        return challenges;
    }

    /** The local CA. */
    public LocalAuthority authority() {
        return authorities.local();
    }

    private void swap() {
        CertificateTable old = table;
        CertificateTable next = build(old);
        table = next;
        old.retireFor(next);
    }

    private CertificateTable build(@Nullable CertificateTable inUse) {
        epoch = epochAt(clock.instant());
        return new TableBuilder(files, installed, authorities, inUse, epoch).build();
    }

    private static long epochAt(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), EPOCH.toSeconds());
    }

    /** Whether a site with TLS waits for a certificate of the local CA, which clients are likely to ask for. */
    public boolean needsLocal() {
        CertificateTable now = table;
        boolean hasDefault = files.config().sites().stream()
                .anyMatch(
                        site -> site.name().kind() == HostPattern.Kind.DEFAULT && !(site.tls() instanceof SiteTls.Off));
        return now.slots().values().stream()
                .anyMatch(slot ->
                        slot.peek() == null && (hasDefault || !now.nameless().has(slot)));
    }

    /** Makes what clients are likely to ask for; a start that has other things to do is left alone with what they hardly ever do. */
    private void warmUp() {
        CertificateTable warmed = table;
        long delay = needsLocal() ? 0 : IDLE.toMillis();
        background.schedule(() -> warmUp(warmed), delay, TimeUnit.MILLISECONDS);
    }

    @SuppressWarnings("CatchingUnchecked") // nobody looks at what becomes of the task
    private void warmUp(CertificateTable warmed) {
        try {
            authority().rootFile();
            warmed.slots().values().stream().limit(WARMED).forEach(Slot::get);
        } catch (RuntimeException e) {
            LOG.error("certificates of the local CA cannot be made: name another data folder with `data: FOLDER`", e);
        }
    }

    /** Looks at files and clock; called every two seconds. */
    @SuppressWarnings("CatchingUnchecked") // an exception would end the polling without a word
    void poll() {
        try {
            pollOnce();
        } catch (RuntimeException e) {
            LOG.error("looking after certificates failed; trying again", e);
        }
    }

    private synchronized void pollOnce() {
        Instant now = clock.instant();
        if (authorities.ticketKeys().rotate(now)) {
            table.all().forEach(Slot::renewTicketKeys);
        }
        Map<Path, FileStamp> seen = FileStamp.of(files.paths());
        boolean changed = !seen.equals(stamps);
        if (changed) {
            stamps = seen;
            brokenPolls = 0;
        }
        if (changed || (brokenPolls > 0 && brokenPolls <= PATIENCE)) {
            reread();
        }
        if (epochAt(now) != epoch) {
            swap();
            warmUp();
        }
    }

    private void reread() {
        Config config = files.config();
        TlsFiles next = TlsFiles.read(config, files);
        files = next;
        swap();
        if (next.errors().isEmpty()) {
            brokenPolls = 0;
            LOG.info("certificate files have changed and are in use");
        } else if (++brokenPolls > PATIENCE) {
            for (Problem problem : next.errors()) {
                LOG.warn("a file has changed, what it held before stays in use: {}", problem.message());
            }
        }
    }

    /** Stops looking after files and gives up the contexts; open connections keep theirs. */
    @Override
    public void close() {
        closed = true;
        background.shutdown();
        awaitBackground();
        synchronized (this) {
            table.retire();
        }
    }

    /** It may be writing the local CA, which shall be whole, and nothing is to appear in the folder after this. */
    private void awaitBackground() {
        try {
            if (!background.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("looking after certificates has not ended within {} s", CLOSING.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
