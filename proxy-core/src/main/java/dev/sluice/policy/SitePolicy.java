package dev.sluice.policy;

import dev.sluice.config.HostPattern;
import dev.sluice.config.SiteConfig;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.Fields;
import dev.sluice.http.ForwardingHeaders;
import dev.sluice.http.KnownField;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a site decides for all its routes. Immutable. */
public final class SitePolicy {
    private static final int HTTPS_PORT = 443;

    private final HttpChallenges challenges;
    private final int httpsPort;
    private final byte @Nullable [] mainName;
    private final byte @Nullable [] hsts;

    /**
     * Prepares a site's policy.
     *
     * @param httpsPort the port that plain requests are sent on to; 0 where nothing listens for HTTPS, which switches that off
     */
    public SitePolicy(SiteConfig config, int httpsPort) {
        this(config, httpsPort, new HttpChallenges());
    }

    /** The same where challenges of a CA are to be answered before anything else. */
    public SitePolicy(SiteConfig config, int httpsPort, HttpChallenges challenges) {
        this.challenges = challenges;
        this.httpsPort = config.redirectHttp() ? httpsPort : 0;
        boolean oneName = config.redirectAliases() && config.name().kind() == HostPattern.Kind.EXACT;
        mainName = oneName ? config.name().name().getBytes(StandardCharsets.US_ASCII) : null;
        hsts = config.hsts() == null
                ? null
                : ("max-age=" + config.hsts().toSeconds()).getBytes(StandardCharsets.US_ASCII);
    }

    /** Sets Strict-Transport-Security where the connection is encrypted (RFC 6797 §7.2 forbids it elsewhere). After header rules. */
    public void applyTo(Fields response, RequestHead request, ClientFacts client) {
        if (hsts != null && ForwardingHeaders.secure(request, client)) {
            response.remove(KnownField.STRICT_TRANSPORT_SECURITY);
            response.add(KnownField.STRICT_TRANSPORT_SECURITY, hsts);
        }
    }

    /** The answer to a CA that wants to see a name proved. */
    @Nullable
    Answer challenge(RequestTarget target) {
        return challenges.answer(target);
    }

    /** Plain HTTP goes to HTTPS at the same host. 308 keeps method and body (RFC 9110 §15.4.9). */
    @Nullable
    Answer toHttps(RequestHead head, RequestTarget target, ClientFacts client) {
        if (httpsPort == 0 || ForwardingHeaders.secure(head, client)) {
            return null;
        }
        if (target.hostLength() == 0) {
            return Answer.Refusal.MISSING_HOST;
        }
        RedirectUrl url = new RedirectUrl().text("https://").host(target);
        if (httpsPort != HTTPS_PORT) {
            url.port(httpsPort);
        }
        return new Answer.Redirect(308, url.uri(head, target).build());
    }

    /** An alias goes to the site's name, with the scheme and port that the client has used. */
    @Nullable
    Answer toMainName(RequestHead head, RequestTarget target, ClientFacts client) {
        if (mainName == null
                || Arrays.equals(mainName, 0, mainName.length, target.hostBytes(), 0, target.hostLength())) {
            return null;
        }
        boolean secure = ForwardingHeaders.secure(head, client);
        RedirectUrl url = new RedirectUrl()
                .text(secure ? "https://" : "http://")
                .host(new String(mainName, StandardCharsets.US_ASCII));
        if (target.port() != RequestTarget.NO_PORT) {
            url.port(target.port());
        }
        return new Answer.Redirect(308, url.uri(head, target).build());
    }
}
