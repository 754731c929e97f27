package dev.sluice.acme;

import dev.sluice.acme.dns.CaaRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The preflight of one attempt: looks at each name as far as this machine can. It runs beside the order, which does not wait for it, and
 * is heard where the order fails, or takes longer than one that goes well.
 */
final class Diagnosis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Diagnosis.class);

    /** An order that is done sooner needs no advice. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_NAMES = 5;
    private static final int HTTP_PORT = 80;

    private final WantedCertificate wanted;
    private final OrderContext context;
    private final CaAccount account;
    /** From the name and what was looked at, to the clause. */
    private final ConcurrentSkipListMap<String, String> known = new ConcurrentSkipListMap<>();

    private final Thread thread;

    /** Begins; {@code account} is whom the order is made with first. */
    Diagnosis(WantedCertificate wanted, OrderContext context, CaAccount account) {
        this.wanted = wanted;
        this.context = context;
        this.account = account;
        this.thread =
                Thread.ofVirtual().name("acme preflight " + wanted.first()).start(this::run);
    }

    private void run() {
        try {
            Thread.sleep(QUIET);
            String advice = advice(wanted.names());
            if (!advice.isEmpty()) {
                LOG.warn("while the certificate for {} is ordered: {}", wanted, advice);
            }
        } catch (InterruptedException e) {
            LOG.debug("no preflight is needed for {}", wanted);
        }
    }

    /** What is strange about these names, in clauses; empty where nothing is, or nothing is found in {@link #PATIENCE}. */
    String advice(Collection<String> names) throws InterruptedException {
        List<String> asked = names.stream()
                .filter(name -> !PublicNames.isAddress(name))
                .limit(MAX_NAMES)
                .toList();
        List<Thread> looks = new ArrayList<>();
        asked.forEach(name -> look(name, looks));
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Thread look : looks) {
            look.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            look.interrupt();
        }
        return asked.stream()
                .flatMap(name -> known.subMap(name + " ", name + "!").values().stream())
                .filter(clause -> !clause.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private void look(String name, List<Thread> looks) {
        boolean wildcard = name.startsWith("*.");
        boolean reached = !wildcard && context.kinds().stream().anyMatch(kind -> !kind.byRecord());
        add(looks, name + " caa", () -> caa(name, wildcard));
        if (reached) {
            add(looks, name + " address", () -> Preflight.addresses(name));
        }
        if (reached && context.kinds().contains(ProofKind.HTTP)) {
            add(looks, name + " request", () -> SelfRequest.of(name, HTTP_PORT, context.answers()));
        }
    }

    /** A look that may take long. */
    private interface Look {
        String clause() throws InterruptedException;
    }

    private void add(List<Thread> looks, String key, Look look) {
        if (!known.containsKey(key)) {
            looks.add(Thread.ofVirtual().name("acme preflight " + key).start(() -> {
                try {
                    known.put(key, look.clause());
                } catch (InterruptedException e) {
                    LOG.debug("no time for the preflight {}", key);
                }
            }));
        }
    }

    private String caa(String name, boolean wildcard) {
        return CaaAdvice.of(
                CaaRecords.of(wildcard ? name.substring(2) : name),
                wildcard,
                account.authority().name(),
                account.caaIdentities());
    }

    /** The order has come to its end. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
