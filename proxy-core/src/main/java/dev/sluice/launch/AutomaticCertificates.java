package dev.sluice.launch;

import dev.sluice.acme.AcmeClient;
import dev.sluice.acme.Cause;
import dev.sluice.acme.CertificateReport;
import dev.sluice.acme.ChallengeAnswers;
import dev.sluice.config.Config;
import dev.sluice.exchange.HostNote;
import dev.sluice.policy.HttpChallenges;
import dev.sluice.tls.CertificateStore;
import dev.sluice.tls.KeyMatch;
import dev.sluice.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ACME client's place in the edge: what it has issued goes to the certificates, what it has to prove to the listeners. Its methods
 * may be called from any thread but an event loop; changes are made one after the other.
 */
final class AutomaticCertificates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AutomaticCertificates.class);

    private final CertificateStore certificates;
    private final HttpChallenges httpChallenges;
    private final Path data;
    private volatile @Nullable AcmeClient client;
    private @Nullable Path folder;

    /**
     * Asks nobody for anything yet.
     *
     * @param data the folder for what must last
     */
    AutomaticCertificates(CertificateStore certificates, HttpChallenges httpChallenges, Path data) {
        this.certificates = certificates;
        this.httpChallenges = httpChallenges;
        this.data = data;
    }

    /** Where a configuration wants its account and certificates. */
    static Path folder(Config config, Path data) {
        Path said = config.acme().storage();
        return said == null ? data.resolve("acme") : said;
    }

    /** Serves what is on disk for the configuration's names. */
    void load(TlsFiles files) {
        try {
            AcmeClient opened = open(files.config());
            if (opened != null) {
                opened.load(files.config(), files::cover);
            }
        } catch (IOException e) {
            unusable(files.config(), e);
        }
    }

    /** Gets ready to order what the configuration wants; returns at once. Nothing is ordered before {@link #order}. */
    void prepare(TlsFiles files) {
        AcmeClient opened = client;
        if (opened != null) {
            try {
                opened.apply(files.config(), files::cover);
            } catch (IOException e) {
                unusable(files.config(), e);
            }
        }
    }

    /** Orders and renews from now on what the configuration wants; returns at once. The listeners must answer already. */
    void order(TlsFiles files) {
        AcmeClient opened = client;
        prepare(files);
        if (opened != null) {
            opened.proceed();
        }
    }

    /** Made when first wanted, so that an edge without it leaves no folder behind. */
    private @Nullable AcmeClient open(Config config) throws IOException {
        Path wanted = folder(config, data);
        AcmeClient known = client;
        if (known != null && wanted.equals(folder)) {
            return known;
        }
        close();
        if (config.acme().enabled()) {
            AcmeClient made = AcmeClient.open(
                    wanted,
                    new Answers(),
                    issued -> certificates.install(issued.names(), issued.chain(), issued.key()),
                    KeyMatch::of);
            client = made;
            folder = wanted;
            return made;
        }
        return null;
    }

    private void unusable(Config config, IOException why) {
        LOG.error(
                "certificates cannot be ordered: the folder {} cannot be used: {}. Name another one with `acme: {{storage: FOLDER}}`",
                folder(config, data),
                why.getMessage());
    }

    /** How it stands with every certificate that is wanted from a CA. */
    List<CertificateReport> reports() {
        AcmeClient opened = client;
        return opened == null ? List.of() : opened.reports();
    }

    /** What anybody may know of why a host has no certificate of a CA, or null. Any thread, without waiting. */
    @Nullable
    HostNote missing(String host) {
        AcmeClient opened = client;
        CertificateReport report = opened == null ? null : opened.report(host);
        return report == null || report.notAfter() != null ? null : note(report.cause());
    }

    private static HostNote note(@Nullable Cause cause) {
        return switch (cause) {
            case null -> HostNote.BEING_ORDERED;
            case VALIDATION -> HostNote.NOT_REACHED;
            case REFUSED -> HostNote.REFUSED;
            case RATE_LIMITED -> HostNote.LIMITED;
            case NETWORK, UNREACHABLE -> HostNote.AUTHORITY_AWAY;
            case ACCOUNT -> HostNote.ACCOUNT;
            case DNS, RECORD -> HostNote.NO_RECORD;
            case NO_PROOF -> HostNote.NO_PROOF;
            case OWN -> HostNote.OWN_FAULT;
        };
    }

    @Override
    public void close() {
        AcmeClient opened = client;
        if (opened != null) {
            client = null;
            folder = null;
            opened.close();
        }
    }

    private final class Answers implements ChallengeAnswers {
        @Override
        public void answerHttp(String host, String token, String authorization) {
            httpChallenges.open(host, token, authorization);
        }

        @Override
        public void forgetHttp(String token) {
            httpChallenges.close(token);
        }

        @Override
        public void answerTls(String serverName, X509Certificate certificate, PrivateKey key) {
            certificates.challenges().open(serverName, certificate, key);
        }

        @Override
        public void forgetTls(String serverName) {
            certificates.challenges().close(serverName);
        }
    }
}
