package dev.sluice.acme;

import dev.sluice.config.AcmeConfig.KeyKind;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.util.CSRBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One order from its beginning to the certificate, in straight lines (RFC 8555 section 7.4). What must not be lost is on disk before the
 * CA is asked for what depends on it: the key before finalisation, the order's URL before its challenges. An order that was under way
 * when the process ended is taken up where it was.
 */
final class OrderRun {
    private static final Logger LOG = LoggerFactory.getLogger(OrderRun.class);
    private static final Duration FIRST_POLL = Duration.ofMillis(20);
    private static final Duration SLOWEST_POLL = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

    private final CaAccount account;
    private final Storage storage;
    private final CountDownLatch answering;
    private final WantedCertificate wanted;
    private final Wishes wishes;
    private @Nullable String finalisedBy;

    /**
     * Prepares an order.
     *
     * @param account where it is made
     */
    OrderRun(CaAccount account, OrderContext context, WantedCertificate wanted, Wishes wishes) {
        this.account = account;
        this.storage = context.storage();
        this.answering = context.answering();
        this.wanted = wanted;
        this.wishes = wishes;
    }

    /**
     * What an order is to be like.
     *
     * @param kinds of proof, the preferred first
     * @param key kind of key
     * @param profile the CA's profile; null for its default
     * @param replaces the certificate that it renews (RFC 9773 section 5); null for none
     */
    record Wishes(
            List<ProofKind> kinds,
            KeyKind key,
            @Nullable String profile,
            @Nullable X509Certificate replaces) {}

    /** Which kind of proof was used for the first name; null where the CA needed none. */
    @Nullable
    String provedBy() {
        return finalisedBy;
    }

    /** Does once what every order does beside speaking to the CA. */
    static void warmUp() {
        try {
            KeyPair pair = Pem.generate(KeyKind.P256);
            ChallengeCertificate.of(Identifier.dns("localhost"), new byte[32]);
            CSRBuilder builder = new CSRBuilder();
            builder.addDomain("localhost");
            builder.sign(pair);
            Pem.keyPair(Pem.write(pair));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.debug("the warm-up for orders failed", e);
        }
    }

    /** Runs the order to its end and stores the certificate. */
    StoredCertificate run(Proofs proofs) throws AcmeException, IOException, AcmeProblem, InterruptedException {
        Login login = account.login();
        answering.await();
        Order order = resume(login);
        KeyPair key = order == null ? Pem.generate(wishes.key()) : storedKey();
        if (order == null || key == null) {
            key = key == null ? Pem.generate(wishes.key()) : key;
            order = create(login, key);
        }
        if (order.getStatus() == Status.PENDING) {
            prove(order, proofs);
        }
        if (order.getStatus() == Status.READY) {
            order.execute(request(key));
        }
        await(order, "the certificate");
        return finish(order, key);
    }

    /** Proves the names and leaves it at that: to find out whether the CA would see them. */
    void rehearse(Proofs proofs) throws AcmeException, IOException, AcmeProblem, InterruptedException {
        answering.await();
        Order order = order(account.login()).create();
        if (order.getStatus() == Status.PENDING) {
            prove(order, proofs);
        }
    }

    private @Nullable Order resume(Login login) throws IOException, AcmeException {
        StateFile stored = storage.order(wanted);
        String url = stored == null ? null : stored.text("url");
        if (stored == null
                || url == null
                || !account.authority().directory().toString().equals(stored.text("directory"))) {
            return null;
        }
        try {
            Order order = login.bindOrder(url(url));
            order.fetch();
            if (order.getStatus() != Status.INVALID && order.getStatus() != Status.UNKNOWN) {
                LOG.info("going on with the order for {} that was under way", wanted);
                return order;
            }
        } catch (AcmeServerException e) {
            LOG.debug("the order for {} that was under way is not known any more: {}", wanted, e.getMessage());
        }
        storage.deleteOrder(wanted);
        return null;
    }

    private @Nullable KeyPair storedKey() throws IOException {
        StateFile stored = storage.order(wanted);
        String key = stored == null ? null : stored.text("key");
        try {
            return key == null ? null : Pem.keyPair(key);
        } catch (GeneralSecurityException e) {
            LOG.warn("the key of the order for {} cannot be read ({}): ordering anew", wanted, e.getMessage());
            return null;
        }
    }

    private Order create(Login login, KeyPair key) throws AcmeException, IOException, AcmeProblem {
        account.countOrder();
        Order order = createReplacing(login);
        StateFile stored = new StateFile();
        stored.put("directory", account.authority().directory());
        stored.put("url", order.getLocation());
        stored.put("key", Pem.write(key));
        storage.saveOrder(wanted, stored);
        return order;
    }

    private Order createReplacing(Login login) throws AcmeException {
        X509Certificate replaces = wishes.replaces();
        if (replaces != null
                && login.getSession().resourceUrlOptional(Resource.RENEWAL_INFO).isPresent()) {
            try {
                return order(login).replaces(replaces).create();
            } catch (AcmeServerException e) {
                // RFC 9773 section 5: replaced already, or not known; an order without it may be made
                LOG.debug("an order that replaces the certificate of {} is refused: {}", wanted, e.getMessage());
            }
        }
        return order(login).create();
    }

    private OrderBuilder order(Login login) throws AcmeException {
        OrderBuilder builder = login.newOrder();
        wanted.names().forEach(name -> builder.identifier(identifier(name)));
        String profile = wishes.profile();
        if (profile != null && login.getSession().getMetadata().isProfileAllowed(profile)) {
            builder.profile(profile);
        } else if (profile != null) {
            LOG.warn(
                    "{} has no profile '{}': ordering without",
                    account.authority().name(),
                    profile);
        }
        return builder;
    }

    private static Identifier identifier(String name) {
        return PublicNames.isAddress(name) ? Identifier.ip(name) : Identifier.dns(name);
    }

    private void prove(Order order, Proofs proofs) throws AcmeException, AcmeProblem, InterruptedException {
        List<Authorization> open = new ArrayList<>();
        for (Authorization authorization : wildcardsFirst(order.getAuthorizations())) {
            if (authorization.getStatus() == Status.PENDING) {
                Challenge challenge = proofs.prove(authorization, wishes.kinds());
                finalisedBy = finalisedBy == null ? challenge.getType() : finalisedBy;
                if (challenge.getStatus() == Status.PENDING) {
                    challenge.trigger();
                }
            }
            open.add(authorization);
        }
        List<AcmeProblem> failed = new ArrayList<>();
        for (Authorization authorization : open) {
            await(authorization, "the proof of " + authorization.getIdentifier().getValue());
            if (authorization.getStatus() != Status.VALID) {
                failed.add(why(authorization));
            }
        }
        if (!failed.isEmpty()) {
            throw failed.size() == 1 ? failed.getFirst() : together(failed);
        }
        order.fetch();
        await(order, "the order", Status.PENDING);
    }

    /** A record that stays and is good for a wildcard is good for the name above it as well. */
    private static List<Authorization> wildcardsFirst(List<Authorization> all) {
        return all.stream()
                .sorted(Comparator.comparing(each -> !each.isWildcard()))
                .toList();
    }

    private AcmeProblem why(Authorization authorization) {
        String name = authorization.getIdentifier().getValue();
        List<String> names = List.of(authorization.isWildcard() ? "*." + name : name);
        Optional<Challenge> failed = authorization.getChallenges().stream()
                .filter(challenge -> challenge.getError().isPresent())
                .findFirst();
        Optional<Problem> problem = failed.flatMap(Challenge::getError);
        if (failed.orElse(null) instanceof PersistChallenge record) {
            return new AcmeProblem(
                    Cause.VALIDATION,
                    record.advice(name, authorization.isWildcard()) + "; the CA does not see it ("
                            + problem.orElseThrow() + ")",
                    null,
                    names);
        }
        return problem.map(found -> ProblemTexts.ofProof(account.authority(), found, names))
                .orElseGet(() -> new AcmeProblem(
                        Cause.VALIDATION, name + ": the CA does not say why it did not accept the proof", null, names));
    }

    private static AcmeProblem together(List<AcmeProblem> failed) {
        List<String> names =
                failed.stream().flatMap(each -> each.names().stream()).toList();
        List<String> sentences = failed.stream().map(AcmeProblem::sentence).toList();
        return new AcmeProblem(failed.getFirst().kind(), String.join("; ", sentences), null, names);
    }

    private byte[] request(KeyPair key) throws AcmeException {
        try {
            CSRBuilder builder = new CSRBuilder();
            wanted.names().forEach(name -> builder.addIdentifier(identifier(name)));
            builder.sign(key);
            return builder.getEncoded();
        } catch (IOException e) {
            throw new AcmeException("the request for a certificate cannot be made", e);
        }
    }

    private StoredCertificate finish(Order order, KeyPair key) throws IOException, AcmeProblem, AcmeException {
        if (order.getStatus() != Status.VALID) {
            storage.deleteOrder(wanted);
            throw order.getError()
                    .map(problem -> ProblemTexts.of(account.authority(), problem, List.of()))
                    .orElseGet(() -> new AcmeProblem(
                            Cause.REFUSED, "the CA has ended the order without saying why: " + order.getStatus()));
        }
        var certificate = order.getCertificate();
        certificate.download();
        StoredCertificate stored = new StoredCertificate(
                account.authority().directory().toString(), certificate.getCertificateChain(), key.getPrivate());
        if (!stored.leaf().getPublicKey().equals(key.getPublic()) || !stored.covers(wanted.names())) {
            storage.deleteOrder(wanted);
            throw new AcmeProblem(
                    Cause.REFUSED, account.authority().name() + " sent a certificate for another key or other names");
        }
        storage.save(wanted.id(), stored);
        storage.deleteOrder(wanted);
        return stored;
    }

    private static void await(PollableResource resource, String what)
            throws AcmeException, InterruptedException, AcmeProblem {
        await(resource, what, Status.PENDING, Status.PROCESSING);
    }

    /** Polls until the CA is done, as often as it wishes, and otherwise more and more slowly. */
    private static void await(PollableResource resource, String what, Status... unfinished)
            throws AcmeException, InterruptedException, AcmeProblem {
        Instant end = Instant.now().plus(LONGEST_WAIT);
        Duration pause = FIRST_POLL;
        List<Status> waiting = List.of(unfinished);
        while (waiting.contains(resource.getStatus())) {
            Instant wish = resource.fetch().orElse(null);
            if (!waiting.contains(resource.getStatus())) {
                return;
            }
            Instant now = Instant.now();
            Instant next = wish != null && wish.isAfter(now) ? wish : now.plus(pause);
            if (next.isAfter(end)) {
                throw new AcmeProblem(
                        Cause.UNREACHABLE,
                        "the CA took more than " + ProblemTexts.words(LONGEST_WAIT) + " for " + what);
            }
            Thread.sleep(Duration.between(now, next));
            pause = pause.multipliedBy(2).compareTo(SLOWEST_POLL) < 0 ? pause.multipliedBy(2) : SLOWEST_POLL;
        }
    }

    private static URL url(String text) throws IOException {
        try {
            return URI.create(text).toURL();
        } catch (IllegalArgumentException e) {
            throw new IOException("a stored URL cannot be used: " + text, e);
        }
    }
}
