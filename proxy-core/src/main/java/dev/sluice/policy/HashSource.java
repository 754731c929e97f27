package dev.sluice.policy;

import dev.sluice.config.Balance;
import dev.sluice.config.Network;
import dev.sluice.http.ClientFacts;
import dev.sluice.http.Cookies;
import dev.sluice.http.Fields;
import dev.sluice.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What consistent hashing takes of a request. Immutable. */
public final class HashSource {
    private final Balance.By by;
    private final byte[] name;
    private final List<Network> trusted;

    private HashSource(Balance.By by, byte[] name, List<Network> trusted) {
        this.by = by;
        this.name = name;
        this.trusted = trusted;
    }

    /** The source that a balance needs, or null where it hashes nothing. */
    public static @Nullable HashSource of(Balance balance, List<Network> trusted) {
        if (!(balance instanceof Balance.Hash hash)) {
            return null;
        }
        String name = hash.by() == Balance.By.HEADER ? hash.name().toLowerCase(Locale.ROOT) : hash.name();
        return new HashSource(hash.by(), name.getBytes(StandardCharsets.UTF_8), trusted);
    }

    /**
     * The request's hash, well spread; the client's address counts where header or cookie is missing, so that newcomers are spread
     * too. Before forwarding fields are changed.
     */
    public long hash(RequestHead head, ClientFacts client) {
        Fields fields = head.fields();
        long range = switch (by) {
            case IP -> -1;
            case HEADER -> header(fields);
            case COOKIE -> Cookies.find(fields, name);
        };
        if (range >= 0) {
            return hash(fields.bytes(), (int) (range >>> 32), (int) range);
        }
        byte[] address = BelievedAddress.of(head, client, trusted);
        return hash(address, 0, address.length);
    }

    private long header(Fields fields) {
        int index = fields.find(name, 0);
        return index < 0 ? -1 : (long) fields.valueStart(index) << 32 | fields.valueEnd(index);
    }

    // FNV-1a spreads short keys badly in the high bits; the last steps are those of MurmurHash3.
    private static long hash(byte[] bytes, int from, int to) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ (bytes[i] & 0xFF)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
