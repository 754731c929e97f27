package dev.sluice.launch;

import dev.sluice.config.Action;
import dev.sluice.config.Config;
import dev.sluice.config.Environment;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.SiteTls;
import dev.sluice.config.Target;
import dev.sluice.config.TlsConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The edge with what acts on it from outside: its file, signals. Lives from its start until a signal to stop. */
final class RunningEdge {
    private static final Logger LOG = LoggerFactory.getLogger(RunningEdge.class);

    private final Sluice sluice;
    private final CountDownLatch stop = new CountDownLatch(1);

    private RunningEdge(Sluice sluice) {
        this.sluice = sluice;
    }

    /**
     * Starts the edge.
     *
     * @throws CannotBind when a listener cannot be bound; nothing stays behind
     */
    static RunningEdge start(Config config) throws CannotBind {
        Sluice sluice = Sluice.start(config);
        LOG.info(
                "Sluice {} serves {} on http {} and https {}",
                VersionCommand.version(),
                config.sites().size() == 1 ? "1 site" : config.sites().size() + " sites",
                sluice.httpAddresses(),
                sluice.httpsAddresses());
        return new RunningEdge(sluice);
    }

    Sluice sluice() {
        return sluice;
    }

    /** Serves until a signal to stop, then drains. The watch is started here, and closed before draining. */
    void serve(Config config, FileWatch watch, Environment environment) {
        Reload reload = new Reload(config.file(), environment, sluice, next -> watch.also(filesOf(next)));
        sluice.onReload(reload);
        watch.also(filesOf(config));
        try (Signals signals = new Signals()) {
            signals.onReload(reload::reload);
            signals.onStop(stop::countDown, () -> Runtime.getRuntime().halt(Exit.GOOD));
            watch.start(reload::reload);
            awaitStop();
            watch.close();
            LOG.info("stopping: what is in flight gets {} s", config.grace().toSeconds());
            sluice.drain();
        }
        LOG.info("stopped");
    }

    private void awaitStop() {
        try {
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The files that a configuration names and whose change is a change of the configuration. */
    static List<Path> filesOf(Config config) {
        List<@Nullable Path> files = new ArrayList<>();
        for (TlsConfig.CertificateFiles certificate : config.tls().certificates()) {
            files.add(certificate.cert());
            files.add(certificate.key());
        }
        for (SiteConfig site : config.sites()) {
            files.add(site.clientCa());
            if (site.tls() instanceof SiteTls.Files pair) {
                files.add(pair.cert());
                files.add(pair.key());
            }
            site.routes().forEach(route -> addTrust(route, files));
        }
        return files.stream().filter(file -> file != null).distinct().toList();
    }

    private static void addTrust(RouteConfig route, List<@Nullable Path> files) {
        if (route.action() instanceof Action.Forward forward) {
            for (Target target : forward.targets()) {
                files.add(target.ca());
            }
        }
    }
}
