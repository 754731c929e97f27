package dev.sluice.launch;

import dev.sluice.config.Balance;
import dev.sluice.config.Printable;
import dev.sluice.config.Target;
import dev.sluice.exchange.Failure;
import dev.sluice.exchange.Plan;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.Fields;
import dev.sluice.http.ForwardingPrefix;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestIds;
import dev.sluice.http.RequestTarget;
import dev.sluice.http1.LooseHead;
import dev.sluice.route.Route;
import dev.sluice.upstream.NameLookUp;
import dev.sluice.upstream.UpstreamTarget;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of an explanation that is about the backend: where the request goes and what it looks like there.
 *
 * @param out the explanation so far
 * @param plan that has admitted the request
 * @param route to which it goes
 */
record SentRequest(StringBuilder out, Plan plan, Route route) {
    private static final byte[] NEW_ID = "(a new one)".getBytes(StandardCharsets.US_ASCII);
    /** Its id is the running edge's own. */
    private static final Pattern OWN_MARK = Pattern.compile("(CDN-Loop: sluice;id=)[0-9a-z]+;at=[0-9a-f]{8}$");

    /** Returns whether it is sent. */
    boolean tell(List<Target> targets, RequestHead head, RequestTarget target, ClientFacts client) {
        Fields fields = head.fields();
        if (RequestIds.findValid(fields) < 0) {
            RequestIds.set(fields, NEW_ID);
        }
        Failure refusal = plan.prepare(head, target, new ForwardingPrefix(client));
        if (refusal != null) {
            line("answer", refusal.status() + ", because " + refusal.sentence());
            return false;
        }
        if (targets.isEmpty()) {
            line("goes to", "no container that runs now: the request waits for one");
            return true;
        }
        String label = "goes to";
        for (Target each : targets) {
            line(label, each + " " + endpoints(each));
            label = "";
        }
        String retry = route.retry() == 0 ? "no retry" : route.retry() == 1 ? "1 retry" : route.retry() + " retries";
        line("", balance() + ", " + retry);
        plan.address(head, UpstreamTarget.hostField(targets.getFirst()));
        boolean http2 = targets.getFirst().scheme() == Target.Scheme.H2C;
        label = "sent";
        for (String line : http2 ? lines(head) : LooseHead.text(head).lines().toList()) {
            if (!line.isEmpty()) {
                line(label, OWN_MARK.matcher(line).replaceFirst("$1(of this route)"));
                label = "";
            }
        }
        return true;
    }

    private void line(String what, String text) {
        out.append("%-8s %s%n".formatted(what, Printable.line(text)));
    }

    private static List<String> lines(RequestHead head) {
        Fields fields = head.fields();
        Stream.Builder<String> lines = Stream.builder();
        lines.add(head.methodText() + " " + head.targetText() + " HTTP/2");
        for (int i = 0; i < fields.size(); i++) {
            if (fields.isLive(i)) {
                lines.add(fields.text(fields.nameStart(i), fields.nameEnd(i)) + ": " + fields.value(i));
            }
        }
        return lines.build().toList();
    }

    private String balance() {
        return "by "
                + switch (route.config().balance()) {
                    case Balance.LeastRequests() -> "least-requests";
                    case Balance.RoundRobin() -> "round-robin";
                    case Balance.Random() -> "random";
                    case Balance.Hash(Balance.By by, String name) ->
                        ("hash of " + by.name().toLowerCase(Locale.ROOT) + " " + name).strip();
                }
                + (route.sticky() == null ? "" : ", sticky");
    }

    private static String endpoints(Target target) {
        if (target.scheme() == Target.Scheme.UNIX) {
            return "";
        }
        if (target.container() != null) {
            return "→ container " + target.container();
        }
        try {
            return "→ "
                    + NameLookUp.addresses(target.host()).stream()
                            .map(InetAddress::getHostAddress)
                            .collect(Collectors.joining(", "));
        } catch (UnknownHostException e) {
            return "→ " + NameLookUp.unknown(target.host());
        }
    }
}
