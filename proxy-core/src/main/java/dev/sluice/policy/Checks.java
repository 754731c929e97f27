package dev.sluice.policy;

import dev.sluice.http.ClientFacts;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import org.jspecify.annotations.Nullable;

/** What may answer a request before it is forwarded. */
public final class Checks {
    private Checks() {}

    /**
     * The first check that has an answer gives it; the order is the one of the lines. Allocates nothing where all pass, except that
     * address rules copy the client's address. Before forwarding fields are changed.
     *
     * @param site that the request's host names
     * @param route that its path leads to, or null where none does: then only the site's own checks are made
     * @return null where the request may pass
     */
    public static @Nullable Answer first(
            SitePolicy site, @Nullable RoutePolicy route, RequestHead head, RequestTarget target, ClientFacts client) {
        Answer answer = site.challenge(target);
        answer = answer != null ? answer : site.toHttps(head, target, client);
        answer = answer != null ? answer : site.toMainName(head, target, client);
        if (answer != null || route == null) {
            return answer;
        }
        answer = route.addresses().refuse(head, client);
        answer = answer != null ? answer : route.ownAnswer(head, target);
        answer = answer != null ? answer : route.tooLarge(head);
        return answer;
    }
}
