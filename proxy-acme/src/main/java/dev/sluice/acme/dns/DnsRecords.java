package dev.sluice.acme.dns;

import dev.sluice.config.AcmeConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and removes the TXT records of dns-01. Any thread; blocks. */
public final class DnsRecords {
    private static final Logger LOG = LoggerFactory.getLogger(DnsRecords.class);

    private final TxtProvider provider;
    private final Propagation propagation;

    private DnsRecords(TxtProvider provider, Propagation propagation) {
        this.provider = provider;
        this.propagation = propagation;
    }

    /** What a configuration says; null where it says nothing. */
    public static @Nullable DnsRecords of(AcmeConfig.@Nullable Dns config) {
        if (config == null) {
            return null;
        }
        return switch (config.provider()) {
            case RFC2136 -> new DnsRecords(DnsUpdate.of(config.settings()), Propagation.of(config.settings()));
            case EXEC -> new DnsRecords(new ExecHook(config.settings()), Propagation.of(config.settings()));
            case CLOUDFLARE, ROUTE53 ->
                throw new IllegalArgumentException("the configuration refuses " + config.provider());
        };
    }

    /**
     * Adds a record beside those that are there, and waits until the zone's own servers show it.
     *
     * @param name its full name, without a dot at the end
     * @throws DnsFailure where that does not work
     */
    public void add(String name, String value) throws DnsFailure, InterruptedException {
        provider.add(name, value);
        propagation.await(name, value);
    }

    /** Removes it; says in the log where that does not work, for nothing depends on it. */
    public void remove(String name, String value) {
        boolean interrupted = Thread.interrupted(); // an attempt that is being stopped cleans up as well
        try {
            provider.remove(name, value);
        } catch (DnsFailure e) {
            LOG.warn("the TXT record of {} stays behind: {}", name, e.getMessage());
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
