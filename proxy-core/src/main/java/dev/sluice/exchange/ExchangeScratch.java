package dev.sluice.exchange;

import dev.sluice.http.ClientFacts;
import dev.sluice.http.ForwardingPrefix;
import dev.sluice.http.RequestTarget;
import dev.sluice.http.ResponseHead;

/**
 * What a client's stream keeps from one exchange to the next, so that an exchange allocates little.
 *
 * @param facts what is known of the client
 * @param forwarding the forwarding fields of its connection
 * @param target the understood request target
 * @param answer the head of answers that Sluice gives by itself
 */
public record ExchangeScratch(
        ClientFacts facts, ForwardingPrefix forwarding, RequestTarget target, ResponseHead answer) {

    /** Makes it for a connection. */
    public static ExchangeScratch of(ClientFacts facts) {
        return new ExchangeScratch(facts, new ForwardingPrefix(facts), new RequestTarget(), new ResponseHead());
    }
}
