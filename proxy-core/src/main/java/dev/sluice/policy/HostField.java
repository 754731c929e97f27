package dev.sluice.policy;

import dev.sluice.config.HostHeader;
import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The {@code Host} that a route's backends see. Immutable. */
public final class HostField {
    private final boolean keep;
    private final byte @Nullable [] named;

    /** Prepares it. */
    public HostField(HostHeader config) {
        keep = config instanceof HostHeader.Keep;
        named = config instanceof HostHeader.Named name ? name.value().getBytes(StandardCharsets.US_ASCII) : null;
    }

    /**
     * Brings the field into the form that the backend is to see; again for each endpoint that is tried.
     *
     * @param endpointHost the endpoint's own; also for requests of HTTP/1.0 without any, as HTTP/1.1 needs one
     */
    public void applyTo(Fields request, String endpointHost) {
        if (keep && request.find(KnownField.HOST) >= 0) {
            return;
        }
        request.remove(KnownField.HOST);
        request.add(KnownField.HOST, named != null ? named : endpointHost.getBytes(StandardCharsets.US_ASCII));
    }
}
