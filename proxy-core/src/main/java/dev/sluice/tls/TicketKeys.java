package dev.sluice.tls;

import dev.sluice.base.files.BoundedFile;
import dev.sluice.base.files.DurableFiles;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that session tickets are sealed with (RFC 5077, RFC 8446 section 4.6.1): the newest seals, the older ones still open.
 *
 * <p>Kept in a file, so that clients resume across restarts. The JDK's TLS has tickets of its own and takes no keys. Not safe
 * for use by several threads at once, except {@link #applyTo}.
 */
final class TicketKeys {
    /** How long a key seals new tickets. */
    static final Duration PERIOD = Duration.ofHours(12);

    private static final int KEPT = 3;
    private static final int MAX_FILE = 64 * 1024;

    /** How long a ticket can be used: until its key is dropped, at the earliest. */
    static final Duration LIFETIME =
            Duration.ofSeconds((KEPT - 1) * PERIOD.toSeconds()); // Duration's product is BigDecimal's

    private static final Logger LOG = LoggerFactory.getLogger(TicketKeys.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private volatile List<Key> newestFirst = List.of();

    /** Reads the file; a damaged one is as good as none, as only resumption is lost with it. */
    TicketKeys(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                newestFirst = parse(BoundedFile.bytes(file, MAX_FILE));
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} cannot be used ({}): new session ticket keys are made", file, e.getMessage());
        }
    }

    private static List<Key> parse(byte[] content) {
        if (content.length % Key.SIZE != 0) {
            throw new IllegalArgumentException("its size is not a multiple of " + Key.SIZE);
        }
        List<Key> keys = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(content);
        while (in.hasRemaining() && keys.size() < KEPT) {
            Instant made = Instant.ofEpochSecond(in.getLong());
            byte[] secret = new byte[OpenSslSessionTicketKey.TICKET_KEY_SIZE];
            in.get(secret);
            keys.add(new Key(made, secret));
        }
        return List.copyOf(keys);
    }

    /** Makes a new key where the newest has done its time; whether it did. */
    boolean rotate(Instant now) {
        List<Key> keys = newestFirst;
        if (!keys.isEmpty()
                && now.isBefore(keys.getFirst().made().plus(PERIOD))
                && !now.isBefore(keys.getFirst().made())) {
            return false;
        }
        byte[] secret = new byte[OpenSslSessionTicketKey.TICKET_KEY_SIZE];
        RANDOM.nextBytes(secret);
        List<Key> rotated = new ArrayList<>();
        rotated.add(new Key(now, secret));
        for (Key key : keys) {
            if (rotated.size() < KEPT && now.isBefore(key.made().plus(PERIOD.multipliedBy(KEPT)))) {
                rotated.add(key);
            }
        }
        newestFirst = List.copyOf(rotated);
        save();
        return true;
    }

    private void save() {
        ByteBuffer out = ByteBuffer.allocate(newestFirst.size() * Key.SIZE);
        for (Key key : newestFirst) {
            out.putLong(key.made().getEpochSecond()).put(key.secret());
        }
        try {
            DurableFiles.write(file, out.array());
        } catch (IOException e) {
            LOG.warn("{} cannot be written ({}): TLS sessions will not be resumed after a restart", file, e.toString());
        }
    }

    /** Hands the keys to a context. Any thread. */
    void applyTo(SslContext context) {
        if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
            sessions.setTicketKeys(newestFirst.stream().map(Key::forOpenSsl).toArray(OpenSslSessionTicketKey[]::new));
        }
    }

    /** A key, and when it was made. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and must not be printed
    private record Key(Instant made, byte[] secret) {
        static final int SIZE = Long.BYTES + OpenSslSessionTicketKey.TICKET_KEY_SIZE;

        OpenSslSessionTicketKey forOpenSsl() {
            int mac = OpenSslSessionTicketKey.NAME_SIZE;
            int aes = mac + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
            return new OpenSslSessionTicketKey(
                    Arrays.copyOf(secret, mac),
                    Arrays.copyOfRange(secret, mac, aes),
                    Arrays.copyOfRange(secret, aes, OpenSslSessionTicketKey.TICKET_KEY_SIZE));
        }

        @Override
        public String toString() {
            return "Key[made=" + made + "]";
        }
    }
}
