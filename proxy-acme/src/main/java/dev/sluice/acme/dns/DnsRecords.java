package dev.sluice.acme.dns;

import dev.sluice.config.AcmeConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, removes and looks at the TXT records that prove names. Any thread; blocks. */
public final class DnsRecords {
    private static final Logger LOG = LoggerFactory.getLogger(DnsRecords.class);

    private final @Nullable TxtProvider provider;
    private final Propagation propagation;

    private DnsRecords(@Nullable TxtProvider provider, Propagation propagation) {
        this.provider = provider;
        this.propagation = propagation;
    }

    /** What a configuration says; null is for nothing. */
    public static DnsRecords of(AcmeConfig.@Nullable Dns config) {
        Map<String, String> settings = config == null ? Map.of() : config.settings();
        TxtProvider provider = switch (config == null ? AcmeConfig.Provider.MANUAL : config.provider()) {
            case RFC2136 -> DnsUpdate.of(settings);
            case CLOUDFLARE -> new Cloudflare(settings);
            case ROUTE53 -> new Route53(settings);
            case ACME_DNS -> new AcmeDns(settings);
            case EXEC -> new ExecHook(settings);
            case MANUAL -> null;
        };
        return new DnsRecords(provider, Propagation.of(settings));
    }

    /** Whether records can be made at all. */
    public boolean canAdd() {
        return provider != null;
    }

    /** The TXT records of a name as one of the zone's own servers shows them; null where none of these can be asked. */
    public @Nullable List<String> texts(String name) {
        return propagation.texts(name);
    }

    /**
     * Adds a record beside those that are there, and waits until the zone's own servers show it.
     *
     * @param name its full name, without a dot at the end
     * @throws DnsFailure where that does not work
     */
    public void add(String name, String value) throws DnsFailure, InterruptedException {
        provider().add(name, value);
        propagation.await(name, value);
    }

    /** Removes it; says in the log where that does not work, for nothing depends on it. */
    public void remove(String name, String value) {
        boolean interrupted = Thread.interrupted(); // an attempt that is being stopped cleans up as well
        try {
            provider().remove(name, value);
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

    private TxtProvider provider() throws DnsFailure {
        if (provider == null) {
            throw new DnsFailure("`acme.dns` does not say how DNS records are made");
        }
        return provider;
    }
}
