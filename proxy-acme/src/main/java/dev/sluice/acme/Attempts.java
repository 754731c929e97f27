package dev.sluice.acme;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one certificate's attempts, on disk before anything else happens, so that a process that is started again and
 * again asks no more often than one that runs. Any thread for reading, the renewal's for writing.
 */
final class Attempts {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration COUNTED_LIFE = Duration.ofDays(1);

    /** Let's Encrypt allows five certificates for the same names in a week. */
    private static final int MAX_A_WEEK = 4;

    private final Storage storage;
    private final WantedCertificate wanted;
    private final StateFile state;

    private Attempts(Storage storage, WantedCertificate wanted, StateFile state) {
        this.storage = storage;
        this.wanted = wanted;
        this.state = state;
    }

    static Attempts load(Storage storage, WantedCertificate wanted) throws IOException {
        return new Attempts(storage, wanted, storage.state(wanted));
    }

    long count() {
        return state.number("attempts");
    }

    long failures() {
        return state.number("failures");
    }

    String problem() {
        String problem = state.text("problem");
        return problem == null ? "" : problem;
    }

    /** What the last failure was about; null if there is none. */
    @Nullable
    Cause cause() {
        String name = state.text("cause");
        return problem().isEmpty() ? null : Cause.parse(name == null ? "" : name);
    }

    /** Before this, the CA is not asked for a certificate; null for at once. */
    @Nullable
    Instant next() {
        return state.instant("next");
    }

    /** Whether the last failure was that the CA did not see the proof: then staging is asked first. */
    boolean proofFailed() {
        return state.text("proof-failed") != null;
    }

    /** The kinds of proof, the one to be tried now first: what worked last time, after a failure the next one. */
    List<ProofKind> kinds(List<ProofKind> allowed) {
        List<ProofKind> sorted = ProofKind.preferring(ProofKind.parse(state.text("proved-by")), allowed);
        if (sorted.isEmpty()) {
            return sorted;
        }
        int first = proofFailed() ? (int) (failures() % sorted.size()) : 0;
        return ProofKind.preferring(sorted.get(first), sorted);
    }

    void begin() throws IOException {
        state.put("attempts", count() + 1);
        save();
    }

    /**
     * Forgets failures and advice. CAs count certificates for the same names by the week: after some, the next one waits, whatever
     * advice says.
     *
     * @param life of the new certificate; short ones are not counted
     */
    void succeeded(@Nullable String provedBy, Duration life, Instant now) throws IOException {
        List.of("failures", "problem", "cause", "next", "proof-failed", "advice-next", "renew-at", "window", "warned")
                .forEach(name -> state.put(name, (Object) null));
        if (provedBy != null) {
            state.put("proved-by", provedBy);
        }
        List<String> issued = state.list("issued");
        issued.removeIf(each -> !each.matches("\\d{1,12}")
                || Instant.ofEpochSecond(Long.parseLong(each)).isBefore(now.minus(WEEK)));
        issued.add(Long.toString(now.getEpochSecond()));
        state.put("issued", issued);
        if (issued.size() >= MAX_A_WEEK && life.compareTo(COUNTED_LIFE) > 0) {
            String oldest = issued.get(issued.size() - MAX_A_WEEK);
            state.put("next", Instant.ofEpochSecond(Long.parseLong(oldest)).plus(WEEK));
        }
        save();
    }

    /**
     * Remembers a failure and decides when to try again.
     *
     * @param atOnce whether another kind of proof is to be tried right away
     */
    void failed(AcmeProblem trouble, Instant now, boolean atOnce) throws IOException {
        int failures = (int) Math.min(failures() + 1, 1000);
        double random = ThreadLocalRandom.current().nextDouble();
        Instant next = atOnce
                ? now
                : switch (trouble.kind()) {
                    case RECORD -> Backoff.nextLook(now, failures, random);
                    case NETWORK -> Backoff.next(now, failures, false, trouble.notBefore(), random);
                    default -> Backoff.next(now, failures, true, trouble.notBefore(), random);
                };
        state.put("failures", failures);
        state.put("problem", trouble.sentence());
        state.put("cause", trouble.kind().name());
        state.put("next", next);
        if (trouble.kind() == Cause.VALIDATION) {
            state.put("proof-failed", "yes");
        }
        save();
    }

    /** Says more of the last failure. */
    void tell(String sentence) throws IOException {
        state.put("problem", sentence);
        save();
    }

    /** When to ask the CA for its advice on renewal (RFC 9773 section 4.3.2); null for never asked. */
    @Nullable
    Instant nextAdvice() {
        return state.instant("advice-next");
    }

    /** When to renew by the CA's advice; null where it gives none. */
    @Nullable
    Instant advisedRenewal() {
        return state.instant("renew-at");
    }

    void noAdvice(Instant askAgain) throws IOException {
        state.put("advice-next", askAgain);
        save();
    }

    /** Remembers the advice; the moment in a window is drawn once. Says whether the window is new. */
    boolean advised(RenewalTime.Window window, Instant renewal, Instant askAgain) throws IOException {
        boolean changed = !window.toString().equals(state.text("window"));
        if (changed) {
            state.put("window", window);
            state.put("renew-at", renewal);
        }
        state.put("advice-next", askAgain);
        save();
        return changed;
    }

    @Nullable
    Instant warned() {
        return state.instant("warned");
    }

    void warned(Instant now) throws IOException {
        state.put("warned", now);
        save();
    }

    private void save() throws IOException {
        storage.saveState(wanted, state);
    }
}
