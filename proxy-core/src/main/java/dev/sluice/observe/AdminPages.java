package dev.sluice.observe;

import dev.sluice.config.Printable;
import dev.sluice.observe.StatusSource.Readiness;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** What the admin server answers to which request. Any thread; may block. */
final class AdminPages {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final Set<String> READ_ONLY = Set.of("/metrics", "/healthz", "/readyz", "/status");
    private static final String INDEX = "Sluice admin: /metrics /healthz /readyz /status, POST /reload\n";

    /** Pages of megabytes that are made at once. */
    private static final int MAX_LARGE = 2;

    /** One that runs and some that wait for it: they come one after the other. */
    private static final int MAX_RELOADS = 4;

    private final StatusSource source;
    private final Metrics metrics;
    private final Reloader reloader;
    private final StatusPage status;
    private final Semaphore large = new Semaphore(MAX_LARGE);
    private final Semaphore reloads = new Semaphore(MAX_RELOADS);

    AdminPages(StatusSource source, Metrics metrics, Reloader reloader) {
        this.source = source;
        this.metrics = metrics;
        this.reloader = reloader;
        this.status = new StatusPage(source, () -> metrics.sum(WorkerMetrics::tunnels));
    }

    /**
     * A request that has passed the host rule.
     *
     * @param path without query
     * @param deliberate whether it carries the field that a web page cannot send unasked
     * @param wantsText whether text is accepted rather than JSON
     */
    record Request(String method, String path, boolean deliberate, boolean wantsText) {}

    /** An answer; {@code allow} is the {@code Allow} field's value, or empty. */
    record Answer(int status, String type, String body, String allow) {
        static Answer text(int status, String body) {
            return new Answer(status, TEXT, body, "");
        }
    }

    Answer answer(Request request) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (request.path().equals("/reload")) {
            return request.method().equals("POST") ? reload(request) : notAllowed("POST");
        }
        if (request.path().equals("/")) {
            return reads ? Answer.text(200, INDEX) : notAllowed("GET, HEAD");
        }
        if (!READ_ONLY.contains(request.path())) {
            return Answer.text(404, "no such page; " + INDEX);
        }
        return reads ? page(request) : notAllowed("GET, HEAD");
    }

    private Answer page(Request request) {
        return switch (request.path()) {
            case "/metrics" -> large(() -> new Answer(200, Metrics.CONTENT_TYPE, metrics.scrape(), ""));
            case "/readyz" -> ready();
            case "/status" -> large(() -> status(request));
            default -> Answer.text(200, "ok\n");
        };
    }

    private Answer large(Supplier<Answer> page) {
        large.acquireUninterruptibly();
        try {
            return page.get();
        } finally {
            large.release();
        }
    }

    private Answer ready() {
        Readiness readiness = source.readiness();
        return switch (readiness) {
            case READY -> Answer.text(200, "ready\n");
            case STARTING -> Answer.text(503, "starting\n");
            case DRAINING -> Answer.text(503, "draining\n");
        };
    }

    private Answer status(Request request) {
        return request.wantsText()
                ? Answer.text(200, status.text())
                : new Answer(200, "application/json", status.json(), "");
    }

    private Answer reload(Request request) {
        if (!request.deliberate()) {
            return Answer.text(403, "a reload needs the header 'X-Sluice: 1', so that no web page can ask for it\n");
        }
        if (!reloads.tryAcquire()) {
            return Answer.text(503, "several reloads are under way: try again in a moment\n");
        }
        try {
            return reloaded(reloader.reload());
        } finally {
            reloads.release();
        }
    }

    private static Answer reloaded(ReloadResult result) {
        String changes = result.messages().isEmpty() ? "nothing changed" : String.join("\n", result.messages());
        return Answer.text(result.applied() ? 200 : 422, Printable.text(changes) + "\n");
    }

    private static Answer notAllowed(String allow) {
        return new Answer(405, TEXT, "only " + allow + " here\n", allow);
    }
}
