package dev.sluice.acme.dns;

import dev.sluice.acme.dns.HttpApi.Answer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Changes a zone by Amazon Route 53's API. All records of a name and type are one set there, which is read, changed and written as a
 * whole: one change at a time, so that none is lost.
 */
final class Route53 implements TxtProvider {
    private static final String STANDARD = "https://route53.amazonaws.com";
    private static final String VERSION = "/2013-04-01";
    private static final int TTL_SECONDS = 60;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final HttpApi api;
    private final String zone;
    private final AwsKeys keys;
    private final InstanceRole role;
    private final ReentrantLock lock = new ReentrantLock();

    Route53(Map<String, String> settings) {
        this.api = new HttpApi("Route 53", settings.getOrDefault("url", STANDARD));
        this.zone = settings.getOrDefault("zone", "");
        this.keys = new AwsKeys(
                settings.getOrDefault("access-key", ""),
                settings.getOrDefault("secret-key", ""),
                settings.getOrDefault("session-token", ""));
        this.role = new InstanceRole(settings.getOrDefault("metadata-url", InstanceRole.STANDARD));
    }

    @Override
    public void add(String name, String value) throws DnsFailure, InterruptedException {
        change(name, value, true);
    }

    @Override
    public void remove(String name, String value) throws DnsFailure, InterruptedException {
        change(name, value, false);
    }

    private void change(String name, String value, boolean there) throws DnsFailure, InterruptedException {
        String change;
        lock.lock();
        try {
            String records = VERSION + zone(name) + "/rrset";
            String set = recordSet(records, name);
            Set<String> values = new LinkedHashSet<>(all(set, "Value"));
            boolean changes = there ? values.add(quoted(value)) : values.remove(quoted(value));
            if (!changes) {
                return;
            }
            String old = first(all(set, "TTL"), String.valueOf(TTL_SECONDS));
            // to delete a set it must be named as it is
            String batch = values.isEmpty()
                    ? batch("DELETE", name, Set.of(quoted(value)), old)
                    : batch("UPSERT", name, values, old);
            change = call("POST", records + "/", batch);
        } finally {
            lock.unlock();
        }
        if (there) {
            awaitInSync(change);
        }
    }

    private static String quoted(String value) {
        return '"' + value + '"';
    }

    /** The TXT records of exactly this name; empty where there are none. */
    private String recordSet(String records, String name) throws DnsFailure, InterruptedException {
        String answer = call("GET", records + "?maxitems=1&name=" + name + ".&type=TXT", "");
        for (String set : all(answer, "ResourceRecordSet")) {
            boolean same = first(all(set, "Name"), "").equalsIgnoreCase(name + ".")
                    && first(all(set, "Type"), "").equals("TXT");
            if (same) {
                return set;
            }
        }
        return "";
    }

    /** The path of the nearest public zone above the name. */
    private String zone(String name) throws DnsFailure, InterruptedException {
        for (String above : ParentNames.zones(name, zone)) {
            String answer = call("GET", VERSION + "/hostedzonesbyname?dnsname=" + above + ".&maxitems=10", "");
            for (String each : all(answer, "HostedZone")) {
                boolean open = !first(all(each, "PrivateZone"), "false").equals("true");
                if (open && first(all(each, "Name"), "").equalsIgnoreCase(above + ".")) {
                    return first(all(each, "Id"), "");
                }
            }
        }
        throw new DnsFailure("Route 53 has no public hosted zone for " + name
                + " in the account that the keys of `acme.dns` belong to");
    }

    /** Until all of Route 53's own servers have the change. */
    private void awaitInSync(String change) throws DnsFailure, InterruptedException {
        String id = first(all(change, "Id"), "");
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        Duration pause = FIRST_PAUSE;
        for (String state = change; first(all(state, "Status"), "").equals("PENDING"); ) {
            if (System.nanoTime() - end > 0) {
                throw new DnsFailure("Route 53 has not brought the change " + id + " to its servers in "
                        + LONGEST_WAIT.toSeconds() + " s");
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
            state = call("GET", VERSION + id, "");
        }
    }

    private String call(String method, String path, String body) throws DnsFailure, InterruptedException {
        URI uri = api.uri(path);
        AwsKeys used = keys.id().isEmpty() ? role.keys() : keys;
        Map<String, String> headers =
                new AwsSignature(used, "us-east-1/route53").headers(method, uri, body, Instant.now());
        Answer answer = api.send(method, uri, body, headers);
        if (answer.good()) {
            return answer.body();
        }
        String message = first(all(answer.body(), "Message"), "no reason given");
        throw switch (first(all(answer.body(), "Code"), "")) {
            case "InvalidClientTokenId", "UnrecognizedClientException" ->
                new DnsFailure("AWS does not know the `access-key` of `acme.dns` (" + message + ")");
            case "SignatureDoesNotMatch", "IncompleteSignature" ->
                new DnsFailure("AWS refuses the signature: the `secret-key` of `acme.dns` does not belong to its"
                        + " `access-key`, or the clock of this machine is off (" + message + ")");
            case "AccessDenied" ->
                new DnsFailure("AWS does not allow the keys of `acme.dns` to do this; their policy needs"
                        + " route53:ListHostedZonesByName, ListResourceRecordSets, ChangeResourceRecordSets and GetChange ("
                        + message + ")");
            case "Throttling", "PriorRequestNotComplete" -> api.tooMany("");
            default -> api.strange(answer);
        };
    }

    private static String batch(String action, String name, Set<String> values, String ttl) {
        StringBuilder records = new StringBuilder();
        values.forEach(
                value -> records.append("<ResourceRecord><Value>").append(value).append("</Value></ResourceRecord>"));
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Changes>\
                <Change><Action>%s</Action><ResourceRecordSet><Name>%s.</Name><Type>TXT</Type><TTL>%s</TTL>\
                <ResourceRecords>%s</ResourceRecords></ResourceRecordSet></Change>\
                </Changes></ChangeBatch></ChangeResourceRecordSetsRequest>""".formatted(action, name, ttl, records);
    }

    /** What stands in every element of this name; Route 53's answers are flat enough for that, and have no CDATA. */
    private static List<String> all(String xml, String element) {
        List<String> found = new ArrayList<>();
        String end = "</" + element + ">";
        int at = xml.indexOf("<" + element);
        while (at >= 0) {
            int name = at + 1 + element.length();
            if (xml.startsWith(">", name) || xml.startsWith(" ", name)) {
                int from = xml.indexOf('>', name) + 1;
                int to = xml.indexOf(end, Math.max(from, name));
                if (from == 0 || to < 0) {
                    return found; // nothing after it has an end either: whoever answers cannot make us look each time
                }
                found.add(xml.substring(from, to).strip().replace("&quot;", "\""));
                at = to;
            }
            at = xml.indexOf("<" + element, Math.max(at + 1, name));
        }
        return found;
    }

    private static String first(List<String> found, String otherwise) {
        return found.isEmpty() ? otherwise : found.getFirst();
    }
}
