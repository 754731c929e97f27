package dev.sluice.launch;

import dev.sluice.base.json.Json;
import dev.sluice.base.json.Wanted;
import dev.sluice.config.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice certs}: the certificates that the running edge serves. */
@Command(name = "certs", description = "Lists the certificates of the running edge.", mixinStandardHelpOptions = true)
final class CertsCommand implements Callable<Integer> {
    private static final Wanted TEXT = new Wanted.Text(1 << 16);
    private static final Wanted ENTRY = new Wanted.Members(Map.of(
            "names", new Wanted.Each(TEXT, 1 << 16),
            "origin", TEXT,
            "not_after", TEXT,
            "problem", TEXT,
            "next_attempt", TEXT,
            "renewal", TEXT));

    private final Terminal terminal;

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    CertsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return admin.ask(
                terminal,
                client -> client.status(true),
                answer -> json ? JsonMember.of(answer, "certificates") : table(answer, Instant.now()));
    }

    /** One line for each certificate: names, where it comes from, when it expires. */
    static String table(String status, Instant now) {
        List<Json> certificates = JsonMember.objects(status, "certificates", ENTRY);
        if (certificates.isEmpty()) {
            return "no certificates: no site uses TLS" + orders(status);
        }
        StringBuilder out = new StringBuilder();
        for (Json certificate : certificates) {
            Instant expires = Instant.parse(certificate.get("not_after").text());
            out.append(names(certificate))
                    .append("  from ")
                    .append(Printable.line(certificate.get("origin").text()))
                    .append(", ")
                    .append(expiry(expires, now))
                    .append('\n');
        }
        return out + orders(status);
    }

    /** A line for each certificate of a CA: its renewal, or what is wrong and when the next try is. */
    private static String orders(String status) {
        StringBuilder out = new StringBuilder();
        for (Json order : JsonMember.objects(status, "orders", ENTRY)) {
            String problem = order.get("problem").text();
            out.append('\n').append(names(order)).append(": ");
            if (!problem.isEmpty()) {
                out.append(Printable.line(problem)).append("; next try ").append(moment(order, "next_attempt"));
            } else if (order.get("not_after").text().isEmpty()) {
                out.append("being ordered");
            } else {
                out.append("to be renewed ").append(moment(order, "renewal"));
            }
        }
        return out.toString();
    }

    private static String moment(Json order, String key) {
        String value = order.get(key).text();
        return value.isEmpty() ? "now" : "at " + Instant.parse(value).truncatedTo(ChronoUnit.SECONDS);
    }

    private static String names(Json certificate) {
        List<String> names =
                certificate.get("names").items().stream().map(Json::text).toList();
        return Printable.line(String.join(", ", names));
    }

    private static String expiry(Instant expires, Instant now) {
        long days = Duration.between(now, expires).toDays();
        return expires.isBefore(now) ? "EXPIRED on " + expires : "expires " + expires + " (in " + days + " d)";
    }
}
