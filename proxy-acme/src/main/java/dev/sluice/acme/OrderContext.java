package dev.sluice.acme;

import dev.sluice.acme.dns.DnsRecords;
import dev.sluice.config.AcmeConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all renewals of one configuration use.
 *
 * @param accounts at the CAs, in the order in which they are asked
 * @param rehearsals the account at each one's staging CA, in the same order; null where there is none
 * @param kinds of proof that the configuration allows, in its order
 * @param dns makes DNS records, and looks at them
 * @param places how many orders may run at once
 * @param answering open once challenges can be answered; before, nothing is ordered
 * @param apart takes names that fail in company, and gives them certificates of their own
 */
record OrderContext(
        AcmeConfig config,
        Storage storage,
        CaClock clock,
        Pause pause,
        List<CaAccount> accounts,
        List<@Nullable CaAccount> rehearsals,
        List<ProofKind> kinds,
        DnsRecords dns,
        Semaphore places,
        CountDownLatch answering,
        ChallengeAnswers answers,
        Consumer<IssuedCertificate> issued,
        BiConsumer<WantedCertificate, List<String>> apart) {

    /** Waits; a test may let the time pass at once. */
    interface Pause {
        /** Blocks for this long, or until {@code wake} has a permit, which it takes. */
        void sleep(Duration duration, Semaphore wake) throws InterruptedException;
    }
}
