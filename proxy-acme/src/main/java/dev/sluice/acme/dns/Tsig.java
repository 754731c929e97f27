package dev.sluice.acme.dns;

import dev.sluice.acme.dns.DnsMessage.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs messages with a shared key and verifies their answers (RFC 8945).
 *
 * @param secret the key, in base64
 * @param algorithm such as {@code hmac-sha256}
 */
record Tsig(String name, String secret, String algorithm) {
    private static final int TYPE = 250;
    private static final int FUDGE_SECONDS = 300;
    private static final int ADDITIONAL_COUNT = 10;
    private static final int CLASS_TTL_LENGTH = 8;

    /** The message with its signature at the end. */
    byte[] sign(byte[] message, Instant now) throws IOException, DnsFailure {
        byte[] mac = mac(message, variables(now.getEpochSecond(), FUDGE_SECONDS));
        ByteBuffer out = ByteBuffer.allocate(message.length + 1024);
        out.put(message);
        out.putShort(ADDITIONAL_COUNT, (short) 1);
        out.put(DnsMessage.wireName(name))
                .putShort((short) TYPE)
                .putShort((short) DnsMessage.ANY)
                .putInt(0);
        int lengthAt = out.position();
        out.putShort((short) 0);
        out.put(DnsMessage.wireName(algorithm));
        time(out, now.getEpochSecond(), FUDGE_SECONDS);
        out.putShort((short) mac.length).put(mac);
        out.put(message, 0, 2); // the id once more
        out.putShort((short) 0).putShort((short) 0);
        out.putShort(lengthAt, (short) (out.position() - lengthAt - 2));
        return written(out);
    }

    /**
     * Whether an answer carries this key's signature, made for this question, at about this time (RFC 8945 section 5.3).
     *
     * @param question as it was before it was signed
     * @param asked the time of its signature
     */
    boolean verifies(Reply reply, byte[] question, Instant asked) throws IOException, DnsFailure {
        byte[] answer = reply.message().array();
        if (reply.unsigned() == answer.length) {
            return false;
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(answer);
            in.position(reply.unsigned());
            boolean ours = DnsReader.name(in).equals(name.toLowerCase(Locale.ROOT)) && in.getShort() == TYPE;
            in.position(in.position() + CLASS_TTL_LENGTH); // class, TTL, length
            if (!ours || !DnsReader.name(in).equals(algorithm)) {
                return false;
            }
            long time = (in.getShort() & 0xFFFFL) << 32 | (in.getInt() & 0xFFFF_FFFFL);
            int fudge = in.getShort() & 0xFFFF;
            byte[] mac = new byte[in.getShort() & 0xFFFF];
            in.get(mac);
            ByteBuffer plain = ByteBuffer.allocate(reply.unsigned()).put(answer, 0, reply.unsigned());
            plain.putShort(ADDITIONAL_COUNT, (short) (plain.getShort(ADDITIONAL_COUNT) - 1));
            byte[] asking = mac(question, variables(asked.getEpochSecond(), FUDGE_SECONDS));
            ByteBuffer signed = ByteBuffer.allocate(2 + asking.length + reply.unsigned());
            signed.putShort((short) asking.length).put(asking).put(plain.array());
            return MessageDigest.isEqual(mac, mac(signed.array(), variables(time, fudge)))
                    && Math.abs(time - asked.getEpochSecond()) <= fudge;
        } catch (RuntimeException e) {
            throw new IOException("the signature of an answer of a DNS server is not well-formed", e);
        }
    }

    /** What is signed beside the message (RFC 8945 section 4.3.3), of a message without an error. */
    private byte[] variables(long seconds, int fudge) throws IOException {
        ByteBuffer variables = ByteBuffer.allocate(1024);
        variables
                .put(DnsMessage.wireName(name))
                .putShort((short) DnsMessage.ANY)
                .putInt(0);
        variables.put(DnsMessage.wireName(algorithm));
        time(variables, seconds, fudge);
        return written(variables.putShort((short) 0).putShort((short) 0));
    }

    private byte[] mac(byte[] message, byte[] variables) throws DnsFailure {
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes(message);
        signed.writeBytes(variables);
        try {
            Mac mac = Mac.getInstance(javaName());
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), javaName()));
            return mac.doFinal(signed.toByteArray());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new DnsFailure(
                    "the TSIG key of `acme.dns` cannot be used: its secret must be base64, its algorithm one of"
                            + " hmac-sha256, hmac-sha384, hmac-sha512",
                    e);
        }
    }

    private String javaName() throws DnsFailure {
        return switch (algorithm) {
            case "hmac-sha256" -> "HmacSHA256";
            case "hmac-sha384" -> "HmacSHA384";
            case "hmac-sha512" -> "HmacSHA512";
            default ->
                throw new DnsFailure("`key-algorithm: " + algorithm
                        + "` is not known; it is one of hmac-sha256, hmac-sha384, hmac-sha512");
        };
    }

    private static void time(ByteBuffer out, long seconds, int fudge) {
        out.putShort((short) (seconds >> 32)).putInt((int) seconds).putShort((short) fudge);
    }

    private static byte[] written(ByteBuffer out) {
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "Tsig[" + name + "]";
    }
}
