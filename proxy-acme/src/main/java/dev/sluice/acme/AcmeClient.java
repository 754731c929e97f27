package dev.sluice.acme;

import dev.sluice.acme.dns.DnsRecords;
import dev.sluice.config.AcmeConfig;
import dev.sluice.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps certificates for the names of a configuration: orders them, renews them, tells of them.
 *
 * <p>Its methods may be called from any thread, one at a time where they change something. What they start runs on virtual threads.
 */
public final class AcmeClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AcmeClient.class);
    private static final int ORDERS_AT_ONCE = 4;
    private static final Duration STOP_GRACE = Duration.ofMillis(500);
    private static final Duration LOCK_POLL = Duration.ofSeconds(5);

    private final Storage storage;
    private final ChallengeAnswers answers;
    private final Consumer<IssuedCertificate> issued;
    private final CaClock clock;
    private final Function<AcmeConfig.Directory, Authority> authorities;
    private final CountDownLatch answering = new CountDownLatch(1);
    private final Semaphore places = new Semaphore(ORDERS_AT_ONCE);
    private final Map<WantedCertificate, CertificateRenewal> renewals = new LinkedHashMap<>();
    private volatile Map<String, String> impossible = Map.of();
    private volatile Map<String, CertificateRenewal> byName = Map.of();
    private @Nullable Config config;
    private Predicate<String> covered = name -> false;
    private @Nullable OrderContext context;
    private @Nullable Thread waiting;
    private boolean closed;
    private boolean warm;

    AcmeClient(
            Storage storage,
            ChallengeAnswers answers,
            Consumer<IssuedCertificate> issued,
            InstantSource time,
            Function<AcmeConfig.Directory, Authority> authorities) {
        this.storage = storage;
        this.answers = answers;
        this.issued = issued;
        this.clock = new CaClock(time);
        this.authorities = authorities;
    }

    /**
     * Opens the folder of certificates. Asks nobody for anything yet.
     *
     * @param folder made where it is missing
     * @param answers where challenges are answered
     * @param issued takes every certificate that is to be served, on the thread that has it
     * @param belongs whether a key that is on disk is the certificate's; any thread
     * @throws IOException when the folder cannot be used
     */
    public static AcmeClient open(
            Path folder,
            ChallengeAnswers answers,
            Consumer<IssuedCertificate> issued,
            BiPredicate<X509Certificate, PrivateKey> belongs)
            throws IOException {
        return new AcmeClient(Storage.open(folder, belongs), answers, issued, InstantSource.system(), Authority::of);
    }

    /**
     * What is wrong with the certificate for a host of a configuration, in a sentence, from what is on disk; empty where nothing is, or
     * nothing is known. Asks nobody over the network, needs no running edge.
     *
     * @param host lower case
     */
    public static String problem(Config config, Path folder, String host) throws IOException {
        boolean used = Files.isDirectory(folder);
        Storage storage = Storage.of(folder);
        Set<String> apart = used ? new HashSet<>(storage.apart().list("names")) : Set.of();
        WantedCertificates wanted = WantedCertificates.of(config, name -> false, apart);
        String wildcard = "*" + host.substring(Math.max(0, host.indexOf('.')));
        for (WantedCertificate each : wanted.certificates()) {
            if (used && (each.names().contains(host) || each.names().contains(wildcard))) {
                return Attempts.load(storage, each).problem();
            }
        }
        return wanted.impossible().getOrDefault(wildcard, "");
    }

    /**
     * Hands out what is on disk for a configuration's names. Asks nobody over the network.
     *
     * @param covered names that have a certificate from a file
     */
    public synchronized void load(Config next, Predicate<String> covered) throws IOException {
        WantedCertificates wanted = WantedCertificates.of(next, covered, apart());
        List<StoredCertificate> stored = storage.certificates();
        Map<StoredCertificate, Set<String>> served = new HashMap<>();
        for (WantedCertificate each : wanted.certificates()) {
            for (String name : each.names()) {
                StoredCertificate best = best(name, stored);
                if (best != null) {
                    served.computeIfAbsent(best, key -> new HashSet<>()).add(name);
                }
            }
        }
        served.forEach((certificate, names) ->
                issued.accept(new IssuedCertificate(names, certificate.chain(), certificate.key())));
    }

    private static @Nullable StoredCertificate best(String name, List<StoredCertificate> stored) {
        StoredCertificate best = null;
        for (StoredCertificate each : stored) {
            if (each.covers(name) && (best == null || each.notAfter().isAfter(best.notAfter()))) {
                best = each;
            }
        }
        return best;
    }

    /**
     * Orders and renews for a configuration from now on, but orders nothing before {@link #proceed}; what did not change goes on. Does
     * not wait for the CA.
     *
     * @param covered names that have a certificate from a file
     */
    public synchronized void apply(Config next, Predicate<String> covered) throws IOException {
        if (closed) {
            return;
        }
        config = next;
        this.covered = covered;
        if (storage.tryLock()) {
            care(next);
        } else if (waiting == null) {
            LOG.warn(
                    "another Sluice orders certificates in {}: this one serves what is there and orders nothing",
                    storage.folder());
            waiting = Thread.ofVirtual().name("acme lock").start(this::awaitLock);
        }
    }

    /** Challenges can be answered from now on. */
    public void proceed() {
        answering.countDown();
    }

    private void care(Config next) throws IOException {
        WantedCertificates wanted = WantedCertificates.of(next, covered, apart());
        warnOfFolder(wanted);
        OrderContext used = context(next);
        Set<WantedCertificate> certificates = new HashSet<>(wanted.certificates());
        renewals.values().removeIf(renewal -> {
            boolean gone = !certificates.contains(renewal.wanted());
            if (gone) {
                renewal.stop();
            }
            return gone;
        });
        impossible = wanted.impossible();
        impossible.forEach((name, sentence) -> LOG.warn("no certificate for {}: {}", name, sentence));
        for (WantedCertificate each : wanted.certificates()) {
            CertificateRenewal known = renewals.get(each);
            if (known == null) {
                warmUp(each);
                CertificateRenewal renewal = new CertificateRenewal(each, used);
                renewals.put(each, renewal);
                renewal.start();
            } else {
                known.lookAgain();
            }
        }
        Map<String, CertificateRenewal> named = new HashMap<>();
        renewals.values().forEach(renewal -> renewal.wanted().names().forEach(name -> named.put(name, renewal)));
        byName = Map.copyOf(named);
    }

    /** The first order of a process spends most of its time on reading classes: other processors can do some of it. */
    private void warmUp(WantedCertificate wanted) throws IOException {
        if (!warm && storage.certificate(wanted) == null) {
            warm = true;
            Thread.ofVirtual().name("acme warm-up").start(OrderRun::warmUp);
        }
    }

    private void warnOfFolder(WantedCertificates wanted) {
        String fleeting =
                context == null && !wanted.certificates().isEmpty() ? Preflight.fleeting(storage.folder()) : null;
        if (fleeting != null) {
            LOG.warn("{}", fleeting);
        }
    }

    /** The context in use where the settings are the same; else a new one, and everybody starts anew. */
    private OrderContext context(Config next) {
        AcmeConfig acme = next.acme();
        List<ProofKind> kinds = ProofKind.of(next);
        OrderContext known = context;
        if (known != null && known.config().equals(acme) && known.kinds().equals(kinds)) {
            return known;
        }
        renewals.values().forEach(CertificateRenewal::stop);
        renewals.clear();
        List<CaAccount> accounts = new ArrayList<>();
        List<@Nullable CaAccount> rehearsals = new ArrayList<>();
        List<AcmeConfig.Directory> directories = new ArrayList<>(acme.fallback());
        directories.addFirst(acme.directory());
        for (AcmeConfig.Directory directory : directories) {
            Authority authority = authorities.apply(directory);
            Authority staging = authority.stagingAuthority();
            accounts.add(new CaAccount(authority, acme, storage, clock));
            rehearsals.add(staging == null ? null : new CaAccount(staging, acme, storage, clock));
        }
        OrderContext made = new OrderContext(
                acme,
                storage,
                clock,
                AcmeClient::pause,
                accounts,
                rehearsals,
                kinds,
                DnsRecords.of(acme.dns()),
                places,
                answering,
                answers,
                issued,
                this::setApart);
        context = made;
        return made;
    }

    private static void pause(Duration duration, Semaphore wake) throws InterruptedException {
        if (wake.tryAcquire(Math.max(1, duration.toMillis()), TimeUnit.MILLISECONDS)) {
            wake.drainPermits();
        }
    }

    /** From now on these names have certificates of their own, with the failures that they have had in company. */
    private synchronized void setApart(WantedCertificate company, List<String> names) {
        Config now = config;
        if (closed || now == null) {
            return;
        }
        try {
            StateFile apart = storage.apart();
            Set<String> all = new HashSet<>(apart.list("names"));
            all.addAll(names);
            apart.put("names", all.stream().sorted().toList());
            StateFile failures = storage.state(company);
            for (String name : names) {
                storage.saveState(new WantedCertificate(List.of(name)), failures);
            }
            storage.saveApart(apart);
            LOG.info(
                    "{}: ordered apart from now on, so that the others get their certificate",
                    String.join(", ", names));
            care(now);
        } catch (IOException e) {
            LOG.error("the folder of certificates, {}, cannot be written: {}", storage.folder(), e.getMessage());
        }
    }

    private Set<String> apart() throws IOException {
        return new HashSet<>(storage.apart().list("names"));
    }

    private void awaitLock() {
        try {
            while (!takeOver()) {
                Thread.sleep(LOCK_POLL);
            }
        } catch (InterruptedException e) {
            LOG.debug("the wait for the lock has been stopped");
        }
    }

    /** Takes the work over where the other one is gone; else serves what it has got meanwhile. Says whether to stop waiting. */
    private synchronized boolean takeOver() {
        Config now = config;
        if (closed || now == null) {
            return true;
        }
        try {
            load(now, covered);
            if (!storage.tryLock()) {
                return false;
            }
            waiting = null;
            LOG.info("the other Sluice is gone: this one orders certificates now");
            care(now);
            return true;
        } catch (IOException e) {
            LOG.error("the folder of certificates, {}, cannot be used: {}", storage.folder(), e.getMessage());
            return false;
        }
    }

    /** How it stands with every certificate that the configuration asks for. */
    public synchronized List<CertificateReport> reports() {
        List<CertificateReport> reports = new ArrayList<>();
        renewals.values().forEach(renewal -> reports.add(renewal.report()));
        impossible.forEach((name, sentence) -> reports.add(unproved(name, sentence)));
        return reports;
    }

    private static CertificateReport unproved(String name, String sentence) {
        return new CertificateReport(List.of(name), null, null, null, null, 0, 0, Cause.NO_PROOF, sentence);
    }

    /**
     * How it stands with the certificate for a host, by its name or a wildcard; null if the configuration asks a CA for none. Any
     * thread, without waiting.
     *
     * @param host in lower case
     */
    public @Nullable CertificateReport report(String host) {
        CertificateReport own = reportOf(host);
        int dot = host.indexOf('.');
        return own != null || dot < 0 ? own : reportOf("*" + host.substring(dot));
    }

    private @Nullable CertificateReport reportOf(String name) {
        CertificateRenewal renewal = byName.get(name);
        if (renewal != null) {
            return renewal.report();
        }
        String sentence = impossible.get(name);
        return sentence == null ? null : unproved(name, sentence);
    }

    /** Stops everything; what is under way is taken up by whoever opens the folder next. */
    @Override
    public void close() {
        List<CertificateRenewal> ended;
        synchronized (this) {
            closed = true;
            ended = List.copyOf(renewals.values());
            ended.forEach(CertificateRenewal::stop);
            if (waiting != null) {
                waiting.interrupt();
            }
        }
        try {
            long end = System.nanoTime() + STOP_GRACE.toNanos();
            for (CertificateRenewal renewal : ended) {
                renewal.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
            storage.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("the lock in {} cannot be given back: {}", storage.folder(), e.getMessage());
        }
    }
}
