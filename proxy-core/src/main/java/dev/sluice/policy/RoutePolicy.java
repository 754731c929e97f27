package dev.sluice.policy;

import dev.sluice.config.Action;
import dev.sluice.config.Network;
import dev.sluice.config.RouteConfig;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a route decides before a backend is asked. Immutable. */
public final class RoutePolicy {
    private final AddressRules addresses;
    private final @Nullable RedirectTemplate redirect;
    private final Answer.@Nullable Respond respond;
    private final long maxBody;

    /** Prepares a route's policy; {@code trusted} are the proxies whose X-Forwarded-For is believed. */
    public RoutePolicy(RouteConfig config, List<Network> trusted) {
        addresses = new AddressRules(config.deny(), config.allow(), trusted);
        redirect = config.action() instanceof Action.Redirect action ? new RedirectTemplate(action) : null;
        respond = config.action() instanceof Action.Respond action
                ? new Answer.Respond(action.status(), action.body().getBytes(StandardCharsets.UTF_8))
                : null;
        maxBody = config.maxBody();
    }

    /** The largest request body in bytes, or -1 for no limit. A body whose length is not known is counted as it comes. */
    public long maxBody() {
        return maxBody;
    }

    AddressRules addresses() {
        return addresses;
    }

    /** The answer of a route that asks no backend. */
    @Nullable
    Answer ownAnswer(RequestHead head, RequestTarget target) {
        return redirect != null ? redirect.answer(head, target) : respond;
    }

    @Nullable
    Answer tooLarge(RequestHead head) {
        return maxBody >= 0 && head.contentLength() > maxBody ? Answer.Refusal.BODY_TOO_LARGE : null;
    }
}
