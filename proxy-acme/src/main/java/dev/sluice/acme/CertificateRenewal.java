package dev.sluice.acme;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after one certificate for as long as the configuration wants it, on a virtual thread of its own: orders it, renews it, waits
 * after failures. {@link #step} is the whole of it.
 */
final class CertificateRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);

    /** After this at the latest it is decided anew: clocks are set, laptops sleep, files are imported. */
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final Duration LONGEST_ATTEMPT = Duration.ofMinutes(10);
    private static final Duration AFTER_OWN_FAULT = Duration.ofMinutes(1);
    private static final Duration ADVICE_USUAL = Duration.ofHours(6);
    private static final Duration ADVICE_LEAST = Duration.ofMinutes(1);
    private static final Duration ADVICE_MOST = Duration.ofDays(1);

    private final WantedCertificate wanted;
    private final OrderContext context;
    private final Semaphore wake = new Semaphore(0);
    private volatile CertificateReport report;
    private volatile boolean stopped;
    private @Nullable Thread thread;

    CertificateRenewal(WantedCertificate wanted, OrderContext context) {
        this.wanted = wanted;
        this.context = context;
        this.report = new CertificateReport(wanted.names(), null, null, null, null, 0, 0, null, "");
    }

    WantedCertificate wanted() {
        return wanted;
    }

    CertificateReport report() {
        return report;
    }

    void start() {
        thread = Thread.ofVirtual().name("acme " + wanted.first()).start(this::run);
    }

    /** Decides anew: something may have changed on disk. */
    void lookAgain() {
        wake.release();
    }

    /** Ends the work; an order under way is left to whoever comes next. */
    void stop() {
        stopped = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Waits until it has ended. */
    void join(Duration atMost) throws InterruptedException {
        Thread running = thread;
        if (running != null && !running.equals(Thread.currentThread())) {
            running.join(atMost);
        }
    }

    private void run() {
        while (!stopped) {
            try {
                step();
            } catch (InterruptedException e) {
                LOG.debug("looking after {} has been stopped", wanted);
            }
        }
    }

    /** One thing that is due, or a wait for it. */
    @SuppressWarnings("CatchingUnchecked") // an exception would end the renewals without a word
    void step() throws InterruptedException {
        try {
            Attempts attempts = Attempts.load(context.storage(), wanted);
            StoredCertificate current = current();
            warn(current, attempts);
            Plan plan = plan(current, attempts);
            publish(current, attempts, plan);
            Instant now = context.clock().instant();
            if (!plan.order().isAfter(now)) {
                attempt(current, attempts);
            } else if (current != null && !plan.advice().isAfter(now)) {
                askAdvice(current, attempts);
            } else {
                Instant next = plan.advice().isBefore(plan.order()) ? plan.advice() : plan.order();
                Duration pause = Duration.between(now, next);
                context.pause().sleep(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE, wake);
            }
        } catch (IOException e) {
            if (stopped) {
                throw new InterruptedException("stopped"); // an interrupt closes the file that is being read
            }
            ownFault("the folder of certificates, " + context.storage().folder() + ", cannot be used: "
                    + e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("an error inside Sluice while looking after the certificate for {}", wanted, e);
            ownFault("an error inside Sluice: " + e);
        }
    }

    private void ownFault(String sentence) throws InterruptedException {
        LOG.error("{}: {}; trying again in {}", wanted, sentence, ProblemTexts.words(AFTER_OWN_FAULT));
        CertificateReport known = report;
        report = new CertificateReport(
                wanted.names(),
                known.issuer(),
                known.notAfter(),
                known.renewal(),
                context.clock().instant().plus(AFTER_OWN_FAULT),
                known.attempts(),
                known.failures(),
                Cause.OWN,
                sentence);
        context.pause().sleep(AFTER_OWN_FAULT, wake);
    }

    /** What is due when: the order, and the question for the CA's advice. */
    private record Plan(Instant order, @Nullable Instant renewal, Instant advice) {}

    private Plan plan(@Nullable StoredCertificate current, Attempts attempts) {
        Instant retry = attempts.next();
        Instant earliest = retry == null ? Instant.MIN : retry;
        if (current == null || unwanted(current)) {
            return new Plan(earliest, null, Instant.MAX);
        }
        Instant advised = attempts.advisedRenewal();
        Instant renewal = advised != null
                ? advised
                : RenewalTime.byLifetime(
                        current.notBefore(),
                        current.notAfter(),
                        RenewalTime.spread(current.leaf().getSerialNumber()));
        Instant asked = attempts.nextAdvice();
        Instant advice = account(current) == null ? Instant.MAX : asked == null ? Instant.MIN : asked;
        return new Plan(renewal.isAfter(earliest) ? renewal : earliest, renewal, advice);
    }

    /** Issued by a CA that the configuration does not name any more, such as the staging one. Imported ones are welcome. */
    private boolean unwanted(StoredCertificate current) {
        return !current.authority().isEmpty() && account(current) == null;
    }

    private @Nullable CaAccount account(StoredCertificate certificate) {
        for (CaAccount account : context.accounts()) {
            if (account.authority().directory().toString().equals(certificate.authority())) {
                return account;
            }
        }
        return null;
    }

    /** The certificate of its own, else the best other one that has all the names. */
    private @Nullable StoredCertificate current() throws IOException {
        StoredCertificate own = context.storage().certificate(wanted);
        if (own != null) {
            return own;
        }
        StoredCertificate best = null;
        for (StoredCertificate other : context.storage().certificates()) {
            if (other.covers(wanted.names())
                    && !unwanted(other)
                    && (best == null || other.notAfter().isAfter(best.notAfter()))) {
                best = other;
            }
        }
        return best;
    }

    // ---- ordering

    private void attempt(@Nullable StoredCertificate current, Attempts attempts)
            throws IOException, InterruptedException {
        context.places().acquire();
        try (Diagnosis lookout =
                new Diagnosis(wanted, context, context.accounts().getFirst())) {
            attempts.begin();
            try {
                long started = System.nanoTime();
                StoredCertificate issued = order(current, attempts);
                String took = "%.1f".formatted((System.nanoTime() - started) / 1e9);
                LOG.info("certificate for {}: issued, valid until {} ({} s)", wanted, issued.notAfter(), took);
                context.issued()
                        .accept(new IssuedCertificate(new HashSet<>(wanted.names()), issued.chain(), issued.key()));
            } catch (AcmeProblem trouble) {
                failed(trouble, attempts, lookout);
            } catch (RuntimeException e) {
                LOG.error("an error inside Sluice while ordering for {}", wanted, e);
                failed(new AcmeProblem(Cause.OWN, "an error inside Sluice: " + e), attempts, lookout);
            }
        } finally {
            context.places().release();
        }
    }

    private void failed(AcmeProblem trouble, Attempts attempts, Diagnosis lookout)
            throws IOException, InterruptedException {
        long kinds = context.kinds().stream()
                .filter(kind -> kind.byRecord() || !wanted.wildcard())
                .count();
        boolean proof = trouble.kind() == Cause.VALIDATION;
        boolean atOnce = proof && attempts.failures() == 0 && kinds > 1;
        attempts.failed(trouble, context.clock().instant(), atOnce); // before the look, which takes its time
        AcmeProblem told = advised(trouble, atOnce ? null : lookout);
        attempts.tell(told.sentence());
        Instant next = attempts.next();
        LOG.warn(
                "no certificate for {}: {}; next try {}",
                wanted,
                told.sentence(),
                atOnce || next == null
                        ? "at once, by another kind of proof"
                        : "at " + next.truncatedTo(ChronoUnit.SECONDS));
        List<String> names = trouble.names();
        boolean some = !names.isEmpty()
                && !names.containsAll(wanted.names())
                && wanted.names().containsAll(names);
        if (!atOnce && some && (proof || trouble.kind() == Cause.REFUSED || trouble.kind() == Cause.RECORD)) {
            context.apart().accept(wanted, names);
        }
    }

    /** The same with what this machine can see by itself. */
    private AcmeProblem advised(AcmeProblem trouble, @Nullable Diagnosis lookout) throws InterruptedException {
        StringBuilder sentence = new StringBuilder(trouble.sentence());
        boolean nameMatters = trouble.kind() == Cause.VALIDATION || trouble.kind() == Cause.REFUSED;
        String advice = lookout == null || !nameMatters ? "" : lookout.advice(trouble.names());
        sentence.append(advice.isEmpty() ? "" : "; " + advice);
        if (context.clock().off()) {
            sentence.append("; also, ").append(context.clock().sentence());
        }
        return new AcmeProblem(trouble.kind(), sentence.toString(), trouble.notBefore(), trouble.names());
    }

    /** Asks one CA after the other. */
    private StoredCertificate order(@Nullable StoredCertificate current, Attempts attempts)
            throws IOException, AcmeProblem, InterruptedException {
        AcmeProblem first = null;
        for (int i = 0; i < context.accounts().size(); i++) {
            try {
                return orderAt(i, current, attempts);
            } catch (AcmeProblem trouble) {
                first = first == null ? trouble : first;
                if (!trouble.anotherAuthorityMayHelp()) {
                    throw trouble;
                }
                if (i + 1 < context.accounts().size()) {
                    LOG.warn("{}: {}; asking the next CA", wanted, trouble.sentence());
                }
            }
        }
        throw first == null ? new AcmeProblem(Cause.OWN, "no CA is configured") : first;
    }

    private StoredCertificate orderAt(int index, @Nullable StoredCertificate current, Attempts attempts)
            throws IOException, AcmeProblem, InterruptedException {
        CaAccount account = context.accounts().get(index);
        X509Certificate replaces = current != null
                        && current.authority()
                                .equals(account.authority().directory().toString())
                ? current.leaf()
                : null;
        OrderRun.Wishes wishes = new OrderRun.Wishes(
                attempts.kinds(context.kinds()),
                context.config().key(),
                context.config().profile(),
                replaces);
        CaAccount rehearsal = context.rehearsals().get(index);
        if (rehearsal != null && attempts.proofFailed()) {
            within(
                    rehearsal,
                    run -> {
                        try (Proofs proofs = new Proofs(context.answers(), context.dns())) {
                            run.rehearse(proofs);
                            return run;
                        }
                    },
                    wishes);
        }
        return within(
                account,
                run -> {
                    try (Proofs proofs = new Proofs(context.answers(), context.dns())) {
                        StoredCertificate issued = run.run(proofs);
                        attempts.succeeded(
                                run.provedBy(),
                                Duration.between(issued.notBefore(), issued.notAfter()),
                                context.clock().instant());
                        return issued;
                    }
                },
                wishes);
    }

    /** Something that is done at a CA. */
    private interface Work<T> {
        T of(OrderRun run) throws AcmeException, IOException, AcmeProblem, InterruptedException;
    }

    /** Does it in bounded time, and a second time where the CA has forgotten the account. */
    private <T> T within(CaAccount account, Work<T> work, OrderRun.Wishes wishes)
            throws IOException, AcmeProblem, InterruptedException {
        Thread me = Thread.currentThread();
        Thread watch = Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(LONGEST_ATTEMPT);
                me.interrupt();
            } catch (InterruptedException _) {
                // done in time
            }
        });
        try {
            try {
                return work.of(new OrderRun(account, context, wanted, wishes));
            } catch (AcmeServerException e) {
                if (!e.getType().toString().endsWith(":accountDoesNotExist")) {
                    throw e;
                }
                account.forget();
                return work.of(new OrderRun(account, context, wanted, wishes));
            }
        } catch (AcmeException | RuntimeException e) {
            if (stopped) {
                throw new InterruptedException("stopped");
            }
            throw ProblemTexts.of(account.authority(), e);
        } catch (InterruptedException e) {
            if (stopped) {
                throw e;
            }
            throw new AcmeProblem(Cause.UNREACHABLE, account.authority().name() + " did not finish in time");
        } finally {
            watch.interrupt();
        }
    }

    // ---- renewal

    private void askAdvice(StoredCertificate current, Attempts attempts) throws IOException {
        Instant now = context.clock().instant();
        CaAccount account = account(current);
        if (account == null) {
            return;
        }
        try {
            Login login = account.login();
            if (login.getSession().resourceUrlOptional(Resource.RENEWAL_INFO).isEmpty()) {
                attempts.noAdvice(now.plus(ADVICE_MOST));
                return;
            }
            RenewalInfo info = login.bindRenewalInfo(current.leaf());
            Instant wish = info.fetch().orElse(now.plus(ADVICE_USUAL));
            Instant again = wish.isBefore(now.plus(ADVICE_LEAST)) ? now.plus(ADVICE_LEAST) : wish;
            RenewalTime.Window window =
                    new RenewalTime.Window(info.getSuggestedWindowStart(), info.getSuggestedWindowEnd());
            Instant renewal = RenewalTime.byAdvice(
                    window,
                    current.notBefore(),
                    current.notAfter(),
                    ThreadLocalRandom.current().nextDouble());
            boolean changed = attempts.advised(
                    window, renewal, again.isAfter(now.plus(ADVICE_MOST)) ? now.plus(ADVICE_MOST) : again);
            if (changed && !renewal.isAfter(now)) {
                String why = info.getExplanation().map(url -> " (" + url + ")").orElse("");
                LOG.warn(
                        "{} wants the certificate for {} replaced now{}",
                        account.authority().name(),
                        wanted,
                        why);
            }
        } catch (AcmeException | AcmeProblem | RuntimeException e) {
            LOG.debug("no advice on the renewal of {}: {}", wanted, e.getMessage());
            attempts.noAdvice(now.plus(ADVICE_USUAL));
        }
    }

    // ---- telling

    private void publish(@Nullable StoredCertificate current, Attempts attempts, Plan plan) {
        Instant now = context.clock().instant();
        String problem = attempts.problem().isEmpty() ? context.clock().sentence() : attempts.problem();
        report = new CertificateReport(
                wanted.names(),
                current == null ? null : current.leaf().getIssuerX500Principal().getName(),
                current == null ? null : current.notAfter(),
                plan.renewal(),
                plan.order().isAfter(now) ? plan.order() : null,
                attempts.count(),
                attempts.failures(),
                attempts.cause(),
                problem);
    }

    private void warn(@Nullable StoredCertificate current, Attempts attempts) throws IOException {
        if (current == null) {
            return;
        }
        Instant now = context.clock().instant();
        Duration life = Duration.between(current.notBefore(), current.notAfter());
        boolean late = now.isAfter(current.notAfter().minus(life.dividedBy(5)));
        Instant warned = attempts.warned();
        if (late && (warned == null || warned.isBefore(now.minus(Duration.ofDays(1))))) {
            attempts.warned(now);
            LOG.warn(
                    "the certificate for {} expires at {} and could not be renewed yet: {}",
                    wanted,
                    current.notAfter(),
                    attempts.problem().isEmpty() ? "not tried yet" : attempts.problem());
            Webhook.tell(context.config().webhook(), wanted.names(), current.notAfter(), attempts.problem());
        }
    }
}
