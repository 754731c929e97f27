package dev.sluice.exchange;

import dev.sluice.http.ClientFacts;
import dev.sluice.http.Fields;
import dev.sluice.http.ForwardingHeaders;
import dev.sluice.http.HopByHop;
import dev.sluice.http.KnownField;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import dev.sluice.route.Site;
import dev.sluice.route.Snapshot;
import java.nio.charset.StandardCharsets;

/** What a request must be, before anybody is asked about it: pure decisions over its head. */
final class Admission {
    private static final byte[] UPGRADE = "upgrade".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] H2C = "h2c".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTINUE = "100-continue".getBytes(StandardCharsets.US_ASCII);

    private Admission() {}

    /** Whether the client expects something else than a 100 (RFC 9110 §10.1.1). */
    static boolean expectsMore(RequestHead head) {
        int expect = head.fields().find(KnownField.EXPECT);
        return expect >= 0 && !head.fields().valueEqualsLower(expect, CONTINUE);
    }

    /** Whether TLS was set up for another site, so that the one found must not be served here (RFC 9110 §7.4). */
    @SuppressWarnings("ReferenceEquality") // is it the very same site?
    static boolean misdirected(
            Site found, RequestHead head, RequestTarget target, ClientFacts facts, Snapshot snapshot) {
        ClientFacts.TlsFacts tls = facts.tls();
        String serverName = tls == null ? null : tls.serverName();
        if (serverName != null && !serverName.equals(target.hostText()) && snapshot.site(serverName) != found) {
            return true;
        }
        // a plain request that is about to be sent to HTTPS needs no certificate for that
        boolean redirected = found.config().redirectHttp() && !ForwardingHeaders.secure(head, facts);
        return !redirected && snapshot.misdirected(found, facts);
    }

    /** Whether the request asks for a protocol that a tunnel can carry (RFC 9110 §7.8). */
    static boolean upgradeAsked(RequestHead head) {
        Fields fields = head.fields();
        int upgrade = fields.find(KnownField.UPGRADE);
        return upgrade >= 0
                && head.minorVersion() == 1
                && head.contentLength() != RequestHead.UNTIL_END // its end and the tunnel's start could be mistaken
                && HopByHop.connectionHas(fields, UPGRADE)
                && !HopByHop.listHas(fields, upgrade, H2C)
                && fields.find(KnownField.UPGRADE, upgrade + 1) < 0;
    }
}
