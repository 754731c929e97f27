package dev.sluice.exchange;

import dev.sluice.http.ClientFacts;
import dev.sluice.http.ConnectionAuth;
import dev.sluice.http.Fields;
import dev.sluice.http.ForwardingHeaders;
import dev.sluice.http.ForwardingPrefix;
import dev.sluice.http.HopByHop;
import dev.sluice.http.KnownField;
import dev.sluice.http.Method;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import dev.sluice.policy.Answer;
import dev.sluice.policy.Checks;
import dev.sluice.policy.TargetRewrite;
import dev.sluice.route.Route;
import dev.sluice.route.Site;
import dev.sluice.route.Snapshot;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request before anybody is asked about it: which site and route, which check answers, and how the head is prepared. Pure;
 * the edge and {@code sluice explain} ask it alike.
 */
public final class Plan {
    private boolean understood;
    private @Nullable Site site;
    private @Nullable Route route;
    private @Nullable String detail;
    private boolean upgrades;
    private boolean authenticatesConnection;

    /** Makes a plan for one request. */
    public Plan() {}

    /**
     * Step one: understands the target and finds the site and the route.
     *
     * @return why the request is refused, or null
     */
    public @Nullable Failure find(Snapshot snapshot, RequestHead head, RequestTarget target, ClientFacts client) {
        if (head.method() == Method.CONNECT || head.method() == Method.TRACE) {
            return Failure.METHOD_REFUSED;
        }
        RequestTarget.Problem problem = target.parse(head, client.secure());
        if (problem != null) {
            return refuse(Failure.BAD_REQUEST, problem.sentence());
        }
        understood = true;
        if (Admission.expectsMore(head)) {
            return refuse(Failure.EXPECTATION_FAILED, null);
        }
        Site found = snapshot.site(target);
        if (found == null) {
            return refuse(Failure.NO_SUCH_SITE, null);
        }
        if (Admission.misdirected(found, head, target, client, snapshot)) {
            return refuse(Failure.MISDIRECTED, null);
        }
        site = found;
        Route matching = snapshot.route(found, target);
        if (snapshot.ambiguous(found, target, matching)) {
            return refuse(Failure.BAD_REQUEST, Snapshot.AMBIGUITY);
        }
        route = matching;
        return null;
    }

    /**
     * Step two: the checks of the site and the route that was found.
     *
     * @return the answer of the first that has one, or null
     */
    public @Nullable Answer check(RequestHead head, RequestTarget target, ClientFacts client) {
        Route found = route;
        return Checks.first(
                Objects.requireNonNull(site).policy(), found == null ? null : found.policy(), head, target, client);
    }

    /**
     * Step three: the head becomes what the backend gets, but for {@link #address}.
     *
     * @return why it must not be sent, or null
     */
    public @Nullable Failure prepare(RequestHead head, RequestTarget target, ForwardingPrefix forwarding) {
        Route to = matched();
        Fields fields = head.fields();
        if (!to.loopMark().putOn(head, target)) {
            return refuse(Failure.LOOP_DETECTED, null);
        }
        upgrades = Admission.upgradeAsked(head);
        HopByHop.removeFrom(fields, upgrades);
        ForwardingHeaders.apply(head, target, forwarding);
        target.toOriginForm(head);
        TargetRewrite rewrite = to.rewrite();
        if (rewrite != null) {
            rewrite.applyTo(head, target);
        }
        to.requestEdits().applyTo(fields);
        authenticatesConnection = ConnectionAuth.isTriedBy(fields);
        if (head.minorVersion() == 0) {
            fields.remove(KnownField.EXPECT); // RFC 9110 §10.1.1: such a client does not wait for a 100
        }
        return null;
    }

    /**
     * Step four, once for each endpoint that is tried: the Host field for it.
     *
     * @param endpointHost what the endpoint is called in a Host field
     */
    public void address(RequestHead head, String endpointHost) {
        matched().host().applyTo(head.fields(), endpointHost);
    }

    private Failure refuse(Failure why, @Nullable String how) {
        detail = how;
        return why;
    }

    /** Whether the target was understood. */
    public boolean understood() {
        return understood;
    }

    /** The site, or null as long as none was found. */
    public @Nullable Site site() {
        return site;
    }

    /** The route, or null as long as none was found. */
    public @Nullable Route route() {
        return route;
    }

    /** What is to be said in the log of why the request is refused, or null. */
    public @Nullable String detail() {
        return detail;
    }

    /** Whether the request asks for a protocol that a tunnel can carry. */
    public boolean upgrades() {
        return upgrades;
    }

    /** Whether the request authenticates the connection that it is sent on, which nobody else may use then. */
    boolean authenticatesConnection() {
        return authenticatesConnection;
    }

    /** The route of a request that has passed step two. */
    Route matched() {
        return Objects.requireNonNull(route);
    }
}
