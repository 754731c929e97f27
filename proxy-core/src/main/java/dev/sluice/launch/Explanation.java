package dev.sluice.launch;

import dev.sluice.acme.AcmeClient;
import dev.sluice.config.Action;
import dev.sluice.config.Config;
import dev.sluice.config.HostPattern;
import dev.sluice.config.Printable;
import dev.sluice.config.RouteConfig;
import dev.sluice.config.SiteConfig;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.Method;
import dev.sluice.http.ReadablePath;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import dev.sluice.policy.Answer;
import dev.sluice.policy.Checks;
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
        private static final int MOST_NAMED = 20;

        private final StringBuilder out = new StringBuilder();
        private final Config config;
        private final SampleRequest request;
        private final RequestHead head;
        private final RequestTarget target = new RequestTarget();
        private final Snapshot snapshot;
        private final ClientFacts client;

        @SuppressWarnings("NullAway") // nothing here picks an endpoint, and a route may have no upstream
        Account(Config config, SampleRequest request) {
            this.config = config;
            this.request = request;
            this.head = request.head();
            this.snapshot = SnapshotBuilder.build(config, (name, route, targets) -> null);
            this.client = request.facts(config);
        }

        boolean tell() {
            line("request", request.method() + " " + request.url());
            if (head.method() == Method.CONNECT || head.method() == Method.TRACE) {
                line("answer", "405, as " + request.method() + " is never passed on");
                return false;
            }
            RequestTarget.Problem problem = target.parse(head, client.secure());
            if (problem != null) {
                line("answer", "400 and the end of the connection, as " + problem.sentence());
                return false;
            }
            Site site = snapshot.site(target);
            if (site == null) {
                noSite();
                return false;
            }
            return tell(site);
        }

        private void noSite() {
            line("site", "none: no site is called " + target.hostText() + ", and there is no default site \"*\"");
            List<String> names = config.sites().stream()
                    .limit(MOST_NAMED)
                    .map(each -> each.name().toString())
                    .toList();
            line(
                    "",
                    "the sites are " + String.join(", ", names)
                            + (config.sites().size() > MOST_NAMED ? ", …" : ""));
            line("answer", "404");
        }

        private boolean tell(Site site) {
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
            if (snapshot.misdirected(site, client)) {
                line("client", "must show a certificate of " + site.config().clientCa() + ", else 421");
            }
            Route route = snapshot.route(site, target);
            candidates(site.config(), route);
            if (snapshot.ambiguous(site, target, route)) {
                line("answer", "400 and the end of the connection, as " + Snapshot.AMBIGUITY);
                return false;
            }
            Answer answer = Checks.first(site.policy(), route == null ? null : route.policy(), head, target, client);
            if (answer != null) {
                line("answer", words(answer));
                return route != null;
            }
            if (route == null) {
                line("answer", "404, as no route of this site matches the path");
                return false;
            }
            line("checks", "passed for the client " + request.client().getHostAddress());
            if (route.config().action() instanceof Action.Forward forward) {
                new Forwarding(out, route).tell(forward.targets(), head, target, client);
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
                        case MISSING_HOST -> "400, as a redirect is due and the request names no host";
                        case FORBIDDEN ->
                            "403, as 'allow' and 'deny' do not admit "
                                    + request.client().getHostAddress();
                        case BODY_TOO_LARGE -> "413, as Content-Length is above 'max-body'";
                    };
            };
        }

        private void line(String what, String text) {
            out.append("%-8s %s%n".formatted(what, Printable.line(text)));
        }
    }
}
