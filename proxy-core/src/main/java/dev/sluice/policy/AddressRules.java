package dev.sluice.policy;

import dev.sluice.config.Network;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A route's {@code deny} and {@code allow}: who is denied is refused; where there is an {@code allow}, so is who is not in it. */
final class AddressRules {
    private final Network[] deny;
    private final Network[] allow;
    private final List<Network> trusted;

    AddressRules(List<Network> deny, List<Network> allow, List<Network> trusted) {
        this.deny = deny.toArray(Network[]::new);
        this.allow = allow.toArray(Network[]::new);
        this.trusted = trusted;
    }

    @Nullable
    Answer refuse(RequestHead head, ClientFacts client) {
        if (deny.length == 0 && allow.length == 0) {
            return null;
        }
        byte[] address = BelievedAddress.of(head, client, trusted);
        boolean refused = holds(deny, address) || (allow.length > 0 && !holds(allow, address));
        return refused ? Answer.Refusal.FORBIDDEN : null;
    }

    private static boolean holds(Network[] networks, byte[] address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
