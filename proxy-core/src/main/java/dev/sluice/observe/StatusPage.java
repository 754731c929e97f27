package dev.sluice.observe;

import dev.sluice.base.json.JsonWriter;
import dev.sluice.config.Printable;
import dev.sluice.observe.StatusSource.CertificateStatus;
import dev.sluice.observe.StatusSource.EndpointStatus;
import dev.sluice.observe.StatusSource.OrderStatus;
import dev.sluice.observe.StatusSource.RouteStatus;
import dev.sluice.observe.StatusSource.SiteStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The state of the edge in one page, as JSON and as text. */
final class StatusPage {
    private final StatusSource source;
    private final LongSupplier tunnels;

    StatusPage(StatusSource source, LongSupplier tunnels) {
        this.source = source;
        this.tunnels = tunnels;
    }

    String json() {
        JsonWriter json = JsonWriter.compact();
        json.object(() -> {
            json.key("version").string(source.version());
            json.key("state").string(state());
            json.key("started").string(source.started().toString());
            json.key("uptime_seconds").number(uptime().toSeconds());
            json.key("listeners").strings(source.listeners());
            json.key("connections").number(source.connectionsOpen());
            json.key("tunnels").number(tunnels.getAsLong());
            json.key("sites").objects(source.sites(), StatusPage::site);
            json.key("endpoints").objects(source.endpoints(), StatusPage::endpoint);
            json.key("certificates").objects(source.certificates(), this::certificate);
            json.key("orders").objects(source.orders(), StatusPage::order);
            reload(json.key("last_reload"));
        });
        return json + "\n";
    }

    private static void site(JsonWriter json, SiteStatus site) {
        json.key("name").string(site.name());
        json.key("aliases").strings(site.aliases());
        json.key("routes").objects(site.routes(), (out, route) -> {
            out.key("path").string(route.label());
            out.key("action").string(route.action());
        });
    }

    private static void endpoint(JsonWriter json, EndpointStatus endpoint) {
        json.key("upstream").string(endpoint.upstream());
        json.key("endpoint").string(endpoint.label());
        json.key("up").bool(endpoint.up());
        json.key("detail").string(endpoint.detail());
        json.key("in_flight").number(endpoint.inFlight());
    }

    private void certificate(JsonWriter json, CertificateStatus certificate) {
        json.key("names").strings(certificate.names());
        json.key("origin").string(certificate.origin());
        json.key("not_after").string(certificate.notAfter().toString());
        json.key("expires_in_seconds")
                .number(Duration.between(Instant.now(), certificate.notAfter()).toSeconds());
        for (OrderStatus order : source.orders()) {
            if (certificate.names().containsAll(order.names())) {
                json.key("order").object(() -> order(json, order));
                return;
            }
        }
    }

    private static void order(JsonWriter json, OrderStatus order) {
        json.key("names").strings(order.names());
        instant(json.key("not_after"), order.notAfter());
        instant(json.key("renewal"), order.renewal());
        instant(json.key("next_attempt"), order.nextAttempt());
        json.key("attempts").number(order.attempts());
        json.key("failures").number(order.failures());
        json.key("problem").string(order.problem());
    }

    private static void instant(JsonWriter json, @Nullable Instant instant) {
        if (instant == null) {
            json.nothing();
        } else {
            json.string(instant.toString());
        }
    }

    private void reload(JsonWriter json) {
        ReloadResult last = source.lastReload();
        if (last == null) {
            json.nothing();
            return;
        }
        json.object(() -> {
            json.key("applied").bool(last.applied());
            json.key("at").string(last.at().toString());
            json.key("messages").strings(last.messages());
        });
    }

    String text() {
        StringBuilder out = new StringBuilder();
        out.append("Sluice %s, %s, up %s\n".formatted(source.version(), state(), words(uptime())));
        out.append("%d connections, %d tunnels\n".formatted(source.connectionsOpen(), tunnels.getAsLong()));
        source.listeners()
                .forEach(listener -> out.append("  listens on ")
                        .append(Printable.line(listener))
                        .append('\n'));
        source.sites().forEach(site -> site(out, site));
        if (!source.endpoints().isEmpty()) {
            out.append("endpoints\n");
            source.endpoints().forEach(endpoint -> endpoint(out, endpoint));
        }
        if (!source.certificates().isEmpty()) {
            out.append("certificates\n");
            source.certificates().forEach(certificate -> certificate(out, certificate));
        }
        source.orders().stream().filter(order -> !order.problem().isEmpty()).forEach(order -> order(out, order));
        reload(out);
        return out.toString();
    }

    private static void site(StringBuilder out, SiteStatus site) {
        out.append(Printable.line(site.name()));
        if (!site.aliases().isEmpty()) {
            out.append(" (also ").append(joined(site.aliases())).append(')');
        }
        out.append('\n');
        for (RouteStatus route : site.routes()) {
            out.append("  %-20s %s\n".formatted(Printable.line(route.label()), Printable.line(route.action())));
        }
    }

    private static void endpoint(StringBuilder out, EndpointStatus endpoint) {
        out.append("  %-4s %s, %d in flight"
                .formatted(endpoint.up() ? "up" : "DOWN", Printable.line(endpoint.label()), endpoint.inFlight()));
        out.append(endpoint.detail().isEmpty() ? "\n" : ": " + Printable.line(endpoint.detail()) + "\n");
    }

    private static void certificate(StringBuilder out, CertificateStatus certificate) {
        Duration left = Duration.between(Instant.now(), certificate.notAfter());
        out.append("  %s (%s): %s\n"
                .formatted(
                        joined(certificate.names()),
                        Printable.line(certificate.origin()),
                        left.isNegative() ? "EXPIRED " + words(left.negated()) + " ago" : "expires in " + words(left)));
    }

    private static void order(StringBuilder out, OrderStatus order) {
        Instant next = order.nextAttempt();
        out.append("  %s: %s%s\n"
                .formatted(
                        joined(order.names()),
                        Printable.line(order.problem()),
                        next == null ? "" : "; next try " + next.truncatedTo(ChronoUnit.SECONDS)));
    }

    private void reload(StringBuilder out) {
        ReloadResult last = source.lastReload();
        if (last != null) {
            out.append("last reload %s: %s\n".formatted(last.at(), last.applied() ? "applied" : "refused"));
            last.messages()
                    .forEach(message -> out.append("  ")
                            .append(Printable.text(message).replace("\n", "\n  "))
                            .append('\n'));
        }
    }

    private static String joined(List<String> names) {
        return Printable.line(String.join(", ", names));
    }

    private String state() {
        return source.readiness().name().toLowerCase(Locale.ROOT);
    }

    private Duration uptime() {
        return Duration.between(source.started(), Instant.now());
    }

    /** The two largest units, such as {@code 3 d 4 h}. */
    private static String words(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " d " + duration.toHoursPart() + " h";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        return duration.toMinutes() > 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toSeconds() + " s";
    }
}
