package dev.sluice.acme;

import dev.sluice.base.files.DurableFiles;
import dev.sluice.config.AcmeConfig;
import dev.sluice.config.AcmeConfig.KeyKind;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.exception.AcmeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account at one CA, made once and kept: its key is on disk before the CA hears of it, and the CA answers the same key with the
 * same account (RFC 8555 section 7.3.1). Any thread; blocks.
 */
final class CaAccount {
    private static final Logger LOG = LoggerFactory.getLogger(CaAccount.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Let's Encrypt allows 300 new orders in three hours to an account. */
    private static final int MAX_ORDERS = 200;

    private static final Duration ORDERS_COUNTED = Duration.ofHours(3);

    private final Authority authority;
    private final AcmeConfig config;
    private final Storage storage;
    private final CaClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Session session;
    private @Nullable Login login;

    CaAccount(Authority authority, AcmeConfig config, Storage storage, CaClock clock) {
        this.authority = authority;
        this.config = config;
        this.storage = storage;
        this.clock = clock;
    }

    Authority authority() {
        return authority;
    }

    /** The account, which is made where there is none yet. */
    Login login() throws AcmeException, IOException, AcmeProblem {
        lock.lock();
        try {
            Login known = login;
            if (known == null) {
                known = open();
                login = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** The CA's names in CAA records; empty where it has not been reached yet, or does not tell. */
    Collection<String> caaIdentities() {
        Session known = session;
        try {
            return known == null || !known.hasDirectory()
                    ? List.of()
                    : known.getMetadata().getCaaIdentities();
        } catch (AcmeException | RuntimeException e) {
            LOG.debug("the names of {} in CAA records are not known: {}", authority.name(), e.getMessage());
            return List.of();
        }
    }

    /** Throws away what the CA does not know any more; the key stays. */
    void forget() throws IOException {
        lock.lock();
        try {
            login = null;
            StateFile account = storage.account(authority.directory());
            account.put("url", (Object) null);
            storage.saveAccount(authority.directory(), account);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts an order before it is made.
     *
     * @throws AcmeProblem where the account has made so many that the next one might burn the CA's limit
     */
    void countOrder() throws IOException, AcmeProblem {
        lock.lock();
        try {
            StateFile account = storage.account(authority.directory());
            List<String> recent = recent(account.list("orders"), clock.instant());
            if (recent.size() >= MAX_ORDERS) {
                Instant free =
                        Instant.ofEpochSecond(Long.parseLong(recent.getFirst())).plus(ORDERS_COUNTED);
                throw new AcmeProblem(
                        Cause.RATE_LIMITED,
                        "the account has made " + MAX_ORDERS + " orders in " + ORDERS_COUNTED.toHours()
                                + " h, and Sluice waits before " + authority.name() + " would refuse more",
                        free,
                        List.of());
            }
            recent.add(Long.toString(clock.instant().getEpochSecond()));
            account.put("orders", recent);
            storage.saveAccount(authority.directory(), account);
        } finally {
            lock.unlock();
        }
    }

    private static List<String> recent(List<String> orders, Instant now) {
        long since = now.minus(ORDERS_COUNTED).getEpochSecond();
        List<String> recent = new ArrayList<>();
        for (String order : orders) {
            if (order.matches("\\d{1,12}") && Long.parseLong(order) > since) {
                recent.add(order);
            }
        }
        return recent;
    }

    private Login open() throws AcmeException, IOException, AcmeProblem {
        Session opened = session;
        if (opened == null) {
            opened = new Session(authority.directory(), new CaProvider(clock, Trust.of(config.ca())));
            opened.networkSettings().setTimeout(PATIENCE);
            opened.networkSettings().setCompressionEnabled(false); // what is bounded must not grow again
            session = opened;
        }
        StateFile account = storage.account(authority.directory());
        KeyPair key = key();
        String url = account.text("url");
        Login made = url == null ? create(opened, key, account) : opened.login(url(url), key);
        if (!Objects.equals(account.text("email"), config.email())) {
            changeContact(made, account);
        }
        return made;
    }

    private KeyPair key() throws IOException {
        Path file = storage.accountKey(authority.directory());
        byte[] content = Storage.read(file);
        if (content != null) {
            try {
                return Pem.keyPair(new String(content, StandardCharsets.US_ASCII));
            } catch (GeneralSecurityException e) {
                Storage.aside(file, String.valueOf(e.getMessage()));
            }
        }
        KeyPair made = Pem.generate(KeyKind.P256);
        DurableFiles.write(file, Pem.write(made).getBytes(StandardCharsets.US_ASCII));
        StateFile account = storage.account(authority.directory());
        account.put("url", (Object) null); // it belonged to another key
        storage.saveAccount(authority.directory(), account);
        return made;
    }

    private Login create(Session opened, KeyPair key, StateFile account) throws AcmeException, IOException {
        AccountBuilder builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(key);
        String email = config.email();
        if (email != null) {
            builder.addEmail(email);
        }
        AcmeConfig.Eab eab = config.eab();
        if (eab != null) {
            builder.withKeyIdentifier(eab.keyId(), eab.hmacKey());
        }
        Login made = builder.createLogin(opened);
        account.put("directory", authority.directory());
        account.put("url", made.getAccountLocation());
        account.put("email", email);
        storage.saveAccount(authority.directory(), account);
        LOG.info("account at {}: {}", authority.name(), made.getAccountLocation());
        return made;
    }

    /** The address is for the CA's convenience: nothing fails because of it. */
    private void changeContact(Login made, StateFile account) throws IOException {
        try {
            var edit = made.getAccount().modify();
            edit.getContacts().clear();
            if (config.email() != null) {
                edit.addEmail(config.email());
            }
            edit.commit();
            account.put("email", config.email());
            storage.saveAccount(authority.directory(), account);
        } catch (AcmeException | RuntimeException e) {
            LOG.warn("{} did not take the new e-mail address of the account: {}", authority.name(), e.getMessage());
        }
    }

    private static URL url(String text) throws AcmeProblem {
        try {
            return URI.create(text).toURL();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw new AcmeProblem(Cause.OWN, "the stored account has no usable URL: " + text);
        }
    }
}
