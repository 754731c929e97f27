package dev.sluice.observe;

import dev.sluice.worker.Resource;
import dev.sluice.worker.Shedding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A running edge as a test describes it. */
final class Edge implements StatusSource {
    volatile Readiness readiness = Readiness.READY;
    volatile long connections;
    volatile List<SiteStatus> sites = List.of();
    volatile List<EndpointStatus> endpoints = List.of();
    volatile List<CertificateStatus> certificates = List.of();
    volatile List<OrderStatus> orders = List.of();
    volatile @Nullable ReloadResult lastReload;

    @Override
    public String version() {
        return "0.1.0";
    }

    @Override
    public Instant started() {
        return Instant.now().minusSeconds(90);
    }

    @Override
    public Readiness readiness() {
        return readiness;
    }

    @Override
    public List<String> listeners() {
        return List.of("https 0.0.0.0:443");
    }

    @Override
    public List<SiteStatus> sites() {
        return sites;
    }

    @Override
    public List<EndpointStatus> endpoints() {
        return endpoints;
    }

    @Override
    public List<CertificateStatus> certificates() {
        return certificates;
    }

    @Override
    public List<OrderStatus> orders() {
        return orders;
    }

    @Override
    public long connectionsOpen() {
        return connections;
    }

    @Override
    public long connectionsShed() {
        return 7;
    }

    @Override
    public Holdings holdings() {
        return new Holdings(1, 10, 2, 20, 3, 30);
    }

    @Override
    public long shed(Shedding.What what, Resource shortOf) {
        return what == Shedding.What.REQUEST && shortOf == Resource.HEAP ? 7 : 0;
    }

    @Override
    public @Nullable ReloadResult lastReload() {
        return lastReload;
    }
}
