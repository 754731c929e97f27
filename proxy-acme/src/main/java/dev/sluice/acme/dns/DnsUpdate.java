package dev.sluice.acme.dns;

import dev.sluice.acme.dns.DnsMessage.Reply;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes a zone by DNS UPDATE (RFC 2136), signed where there is a key. */
final class DnsUpdate implements TxtProvider {
    private static final int TTL_SECONDS = 60;
    private static final int NO_ERROR = 0;

    private final String server;
    private final @Nullable String zone;
    private final @Nullable Tsig key;

    private DnsUpdate(String server, @Nullable String zone, @Nullable Tsig key) {
        this.server = server;
        this.zone = zone;
        this.key = key;
    }

    static DnsUpdate of(Map<String, String> settings) {
        String name = settings.get("key-name");
        String secret = settings.get("key-secret");
        Tsig key = name == null || secret == null
                ? null
                : new Tsig(name, secret, settings.getOrDefault("key-algorithm", "hmac-sha256"));
        return new DnsUpdate(settings.getOrDefault("server", ""), settings.get("zone"), key);
    }

    @Override
    public void add(String name, String value) throws DnsFailure {
        update(name, value, TTL_SECONDS);
    }

    @Override
    public void remove(String name, String value) throws DnsFailure {
        update(name, value, 0);
    }

    private void update(String name, String value, int ttl) throws DnsFailure {
        DnsServer primary = DnsServer.parse(server);
        try {
            String owner = zone == null ? zoneOf(name, primary) : zone;
            byte[] message = DnsMessage.update(DnsServer.newId(), owner, name, value, ttl);
            Reply reply = key == null ? primary.exchange(message) : signed(primary, key, message);
            if (reply.code() != NO_ERROR) {
                throw new DnsFailure("the DNS server " + primary + " does not change " + name + " in the zone " + owner
                        + ": " + reply.codeText());
            }
        } catch (IOException e) {
            throw new DnsFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** A refusal need not be signed: it may say that the key is not known (RFC 8945 section 5.3.2). */
    private static Reply signed(DnsServer primary, Tsig key, byte[] message) throws IOException, DnsFailure {
        Instant now = Instant.now();
        Reply reply = primary.exchange(key.sign(message, now));
        if (reply.code() == NO_ERROR && !key.verifies(reply, message, now)) {
            throw new DnsFailure("the answer of the DNS server " + primary + " is not signed with the key `"
                    + key.name() + "`: somebody else may have sent it");
        }
        return reply;
    }

    /** The nearest zone above the name that the server knows. */
    private static String zoneOf(String name, DnsServer primary) throws IOException, DnsFailure {
        for (String above : ParentNames.of(name)) {
            for (DnsMessage.ResourceRecord record :
                    primary.ask(above, DnsMessage.SOA).records()) {
                if (record.type() == DnsMessage.SOA
                        && (above.equals(record.name()) || above.endsWith("." + record.name()))) {
                    return record.name();
                }
            }
        }
        throw new DnsFailure("the DNS server " + primary + " has no zone for " + name + "; name it with `zone`");
    }
}
