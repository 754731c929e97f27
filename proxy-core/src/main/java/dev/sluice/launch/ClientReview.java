package dev.sluice.launch;

import dev.sluice.listen.Transport;
import dev.sluice.route.CurrentSnapshot;
import dev.sluice.route.Site;
import dev.sluice.tls.CertificateStore;
import dev.sluice.tls.TlsSession;
import dev.sluice.worker.Worker;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that a client which was let in for its certificate does not stay for ever: its connection ends, as soon as what runs on it
 * has ended, when its authority is not asked any more, and when the certificate has expired. Any thread.
 */
final class ClientReview {
    private static final long PERIOD_SECONDS = 10;

    private final Transport transport;
    private final CurrentSnapshot current;
    private final CertificateStore certificates;

    ClientReview(Transport transport, CurrentSnapshot current, CertificateStore certificates) {
        this.transport = transport;
        this.current = current;
        this.certificates = certificates;
    }

    /** Looks from time to time from now on, for as long as the transport is there. */
    void start() {
        transport
                .workers()
                .getFirst()
                .loop()
                .scheduleWithFixedDelay(this::fromTimeToTime, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void fromTimeToTime() {
        for (Site site : current.get().sites()) {
            if (site.needsClientCertificate()) {
                now();
                return;
            }
        }
    }

    /** Looks at every connection at once. */
    void now() {
        for (Worker worker : transport.workers()) {
            worker.loop()
                    .execute(() -> worker.clients().drain(channel -> {
                        TlsSession session = TlsSession.of(channel);
                        return session != null && certificates.isOutdated(session);
                    }));
        }
    }
}
