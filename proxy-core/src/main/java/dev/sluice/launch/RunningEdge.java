package dev.sluice.launch;

import dev.sluice.config.Action;
import dev.sluice.config.Config;
import dev.sluice.config.Environment;
import dev.sluice.config.Loaded;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.SiteTls;
import dev.sluice.config.Target;
import dev.sluice.config.TlsConfig;
import dev.sluice.listen.CannotBind;
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
    private final Reload reload;
    private final FileWatch watch;
    private final Signals signals;
    private final CountDownLatch stop;

    private RunningEdge(Sluice sluice, Reload reload, FileWatch watch, Signals signals, CountDownLatch stop) {
        this.sluice = sluice;
        this.reload = reload;
        this.watch = watch;
        this.signals = signals;
        this.stop = stop;
    }

    /**
     * Starts the edge.
     *
     * @param file the configuration
     * @param watch of its file, not started yet
     * @throws CannotBind when a listener cannot be bound; nothing stays behind
     * @throws Refused when the configuration names something that cannot be used; nothing stays behind
     */
    static RunningEdge start(Loaded.Good file, FileWatch watch, Environment environment) throws CannotBind, Refused {
        Reload reload = new Reload(file, environment, next -> watch.also(filesOf(next)));
        CountDownLatch stop = new CountDownLatch(1);
        Signals signals = new Signals(); // before the start: who stops it while it starts gets a good end too
        signals.onReload(reload::reload);
        signals.onStop(stop::countDown, () -> Runtime.getRuntime().halt(Exit.GOOD));
        boolean started = false;
        try {
            Config config = reload.first();
            watch.also(filesOf(config));
            Sluice sluice = Sluice.start(config, reload);
            reload.of(sluice);
            started = true;
            return new RunningEdge(sluice, reload, watch, signals, stop);
        } finally {
            if (!started) {
                reload.close();
                signals.close();
            }
        }
    }

    Sluice sluice() {
        return sluice;
    }

    /** Serves until a signal to stop, then drains: the grace at most. A second signal ends the process at once. */
    void serve() {
        try (signals) {
            watch.start(reload::reload);
            LOG.info("Sluice {} serves {}", Version.NUMBER, where());
            sayWhoseCertificates();
            new Housekeeping().until(stop);
            LOG.info("stopping: what is in flight may end");
            StopGuard guard = StopGuard.begin(sluice.config().grace());
            try (guard) {
                watch.close();
                reload.close();
                sluice.drain();
            }
        }
        LOG.info("stopped");
    }

    private String where() {
        List<String> places = new ArrayList<>();
        sluice.httpAddresses().forEach(address -> places.add("http " + EdgeStatus.text(address)));
        sluice.httpsAddresses().forEach(address -> places.add("https " + EdgeStatus.text(address)));
        sluice.adminAddresses().forEach(address -> places.add("admin " + EdgeStatus.text(address)));
        return String.join(", ", places);
    }

    private void sayWhoseCertificates() {
        List<String> local = LocalNames.of(sluice.config());
        if (!local.isEmpty()) {
            LOG.warn(
                    "`acme` is off: {} served with a certificate of Sluice's own CA, which browsers do not know. Give one with"
                            + " `tls: {cert: FILE, key: FILE}`, or trust the CA: {}",
                    String.join(", ", local) + (local.size() == 1 ? " is" : " are"),
                    sluice.howToTrust());
        } else if (!sluice.httpsAddresses().isEmpty()) {
            LOG.info("{}", sluice.howToTrust());
        }
    }

    /** The files that a configuration names and whose change is a change of the configuration. */
    static List<Path> filesOf(Config config) {
        List<Path> files = new ArrayList<>();
        for (TlsConfig.CertificateFiles certificate : config.tls().certificates()) {
            files.add(certificate.cert());
            files.add(certificate.key());
        }
        for (SiteConfig site : config.sites()) {
            add(files, site.clientCa());
            if (site.tls() instanceof SiteTls.Files pair) {
                files.add(pair.cert());
                files.add(pair.key());
            }
            site.routes().forEach(route -> addTrust(route, files));
        }
        return files.stream().distinct().toList();
    }

    private static void addTrust(RouteConfig route, List<Path> files) {
        if (route.action() instanceof Action.Forward forward) {
            for (Target target : forward.targets()) {
                add(files, target.ca());
            }
        }
    }

    private static void add(List<Path> files, @Nullable Path file) {
        if (file != null) {
            files.add(file);
        }
    }
}
