package dev.sluice.launch;

import dev.sluice.acme.AcmeClient;
import dev.sluice.config.Action;
import dev.sluice.config.Config;
import dev.sluice.config.HostPattern;
import dev.sluice.config.Printable;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.SiteConfig;
import dev.sluice.exchange.Failure;
import dev.sluice.exchange.Plan;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.ReadablePath;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import dev.sluice.http1.LooseHead;
import dev.sluice.policy.Answer;
import dev.sluice.route.Route;
import dev.sluice.route.Site;
import dev.sluice.route.Snapshot;
import dev.sluice.route.SnapshotBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a request, in the order of its steps. Decided by the same tables and checks as real requests are.
 *
 * @param served whether a route takes it
 * @param text for people, without a line feed at its end
 */
record Explanation(boolean served, String text) {

    /** Explains. Resolves the targets' names, which may block for as long as the system's resolver takes. */
    static Explanation of(Config config, SampleRequest request) {
        Account account = new Account(config, request);
        boolean served = account.tell();
        return new Explanation(served, account.out.toString().stripTrailing());
    }

    /** The account while it is being written. */
    private static final class Account {
        private static final int MAX_NAMED = 20;

        /** The subject of a certificate that any client might have. */
        private static final String SOME_CERTIFICATE = "CN=client";

        private final StringBuilder out = new StringBuilder();
        private final Config config;
        private final SampleRequest request;
        private final RequestHead head = new RequestHead();
        private final RequestTarget target = new RequestTarget();
        private final Snapshot snapshot;
        private final ClientFacts client;
        private final Plan plan = new Plan();

        @SuppressWarnings("NullAway") // nothing here picks an endpoint, and a route may have no upstream
        Account(Config config, SampleRequest request) {
            this.config = config;
            this.request = request;
            this.snapshot = SnapshotBuilder.build(config, (name, route, targets) -> null);
            this.client = request.facts(config, SOME_CERTIFICATE);
        }

        boolean tell() {
            line("request", request.method() + " " + request.url());
            LooseHead.Problem problem = LooseHead.read(
                    head,
                    request.bytes(),
                    snapshot.limits().headerSize(),
                    snapshot.limits().headers());
            if (problem != null) {
                return refused(problem.failure(), true, problem.detail());
            }
            Failure refusal = plan.find(snapshot, head, target, client);
            Site site = plan.understood() ? snapshot.site(target) : null;
            if (site != null) {
                tell(site);
            }
            if (refusal == Failure.NO_SUCH_SITE) {
                noSite();
            }
            return refusal == null
                    ? admitted()
                    : refused(refusal, refusal.is(Failure.Trait.ENDS_CONNECTION), plan.detail());
        }

        private boolean refused(Failure why, boolean ends, @Nullable String detail) {
            String end = ends ? " and the end of the connection" : "";
            line("answer", why.status() + end + ", because " + (detail == null ? why.sentence() : detail));
            return false;
        }

        private void noSite() {
            line("site", "none: no site is called " + target.hostText() + ", and there is no default site \"*\"");
            List<String> names = config.sites().stream()
                    .limit(MAX_NAMED)
                    .map(each -> each.name().toString())
                    .toList();
            line(
                    "",
                    "the sites are " + String.join(", ", names)
                            + (config.sites().size() > MAX_NAMED ? ", …" : ""));
        }

        private void tell(Site site) {
            line(
                    "site",
                    site.name() + " ("
                            + (config.discovered()
                                            .sites()
                                            .contains(site.config().name())
                                    ? "by labels"
                                    : config.file() + ":" + site.config().at())
                            + "), " + whySite(site.config()));
            tellOfCertificate();
            if (client.secure() && snapshot.misdirected(site, request.facts(config, null))) {
                line("client", "must show a certificate of " + site.config().clientCa() + ", else the answer is 421");
            }
            candidates(site.config(), snapshot.route(site, target));
        }

        private boolean admitted() {
            Route route = plan.route();
            Answer answer = plan.check(head, target, client);
            if (answer != null) {
                line("answer", words(answer));
                return route != null;
            }
            if (route == null) {
                return refused(Failure.NO_SUCH_ROUTE, false, null);
            }
            line("checks", "passed for the client " + request.client().getHostAddress());
            if (route.config().action() instanceof Action.Forward forward) {
                return new SentRequest(out, plan, route).tell(forward.targets(), head, target, client);
            }
            return true;
        }

        /** The sentence that the log and {@code sluice certs} have. */
        private void tellOfCertificate() {
            try {
                String problem = AcmeClient.problem(
                        config,
                        AutomaticCertificates.folder(config, DataFolder.of(config)),
                        target.hostText().toLowerCase(Locale.ROOT));
                if (client.secure() && !problem.isEmpty()) {
                    line("tls", "no certificate of the CA: " + problem);
                }
            } catch (IOException e) {
                line("tls", "the folder of certificates cannot be read: " + e.getMessage());
            }
        }

        private String whySite(SiteConfig site) {
            String host = target.hostText();
            if (site.name().kind() == HostPattern.Kind.EXACT
                    && site.name().name().equals(host)) {
                return "by its name";
            }
            for (HostPattern alias : site.aliases()) {
                if (alias.kind() == HostPattern.Kind.EXACT && alias.name().equals(host)) {
                    return "by its alias " + alias;
                }
            }
            boolean any = site.name().kind() == HostPattern.Kind.DEFAULT
                    || site.aliases().contains(HostPattern.ANY);
            return any && !underWildcard(site, host)
                    ? "the default, as no other site is called " + host
                    : "by its wildcard";
        }

        private static boolean underWildcard(SiteConfig site, String host) {
            String parent = host.substring(host.indexOf('.') + 1);
            HostPattern wildcard = new HostPattern(HostPattern.Kind.WILDCARD, parent);
            return site.name().equals(wildcard) || site.aliases().contains(wildcard);
        }

        private void candidates(SiteConfig site, @Nullable Route chosen) {
            String path = ReadablePath.of(target.path(), target.pathStart(), target.pathEnd());
            if (chosen == null) {
                line("route", "none for the path " + path);
            } else {
                line(
                        "route",
                        chosen.label() + " (" + origin(site, chosen.config()) + "), "
                                + PathMatch.why(chosen.config().path(), path));
            }
            List<RouteConfig> others = site.routes().stream()
                    .filter(route -> chosen == null || !route.equals(chosen.config()))
                    .toList();
            for (RouteConfig other : others) {
                line("", "not " + other.path() + ": " + PathMatch.whyNot(other.path(), path));
            }
        }

        private String origin(SiteConfig site, RouteConfig route) {
            List<String> containers = config.discovered().containers(site.name(), route.path());
            return containers.isEmpty()
                    ? config.file() + ":" + route.at()
                    : "labels of " + String.join(", ", containers);
        }

        private String words(Answer answer) {
            return switch (answer) {
                case Answer.Redirect(int status, String location) -> status + ", redirected to " + location;
                case Answer.Respond respond ->
                    respond.status() + ", a fixed text of " + respond.body().length + " bytes";
                case Answer.Refusal refusal ->
                    switch (refusal) {
                        case MISSING_HOST ->
                            "400 and the end of the connection, because a redirect is due and the request names no host";
                        case FORBIDDEN ->
                            "403, because 'allow' and 'deny' do not admit "
                                    + request.client().getHostAddress();
                        case BODY_TOO_LARGE -> "413, because Content-Length is above 'max-body'";
                    };
            };
        }

        private void line(String what, String text) {
            out.append("%-8s %s%n".formatted(what, Printable.line(text)));
        }
    }
}
