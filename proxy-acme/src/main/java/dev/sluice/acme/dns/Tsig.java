package dev.sluice.acme.dns;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs messages with a shared key (RFC 8945). What a server answers is not verified: a forged answer can make us believe in a record,
 * and the look at the zone's servers would not find it.
 *
 * @param secret the key, in base64
 * @param algorithm such as {@code hmac-sha256}
 */
record Tsig(String name, String secret, String algorithm) {
    private static final int TYPE = 250;
    private static final int FUDGE_SECONDS = 300;
    private static final int ADDITIONAL_COUNT = 10;

    /** The message with its signature at the end. */
    byte[] sign(byte[] message, Instant now) throws DnsFailure {
        byte[] mac = mac(message, now);
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
        time(out, now);
        out.putShort((short) mac.length).put(mac);
        out.put(message, 0, 2); // the id once more
        out.putShort((short) 0).putShort((short) 0);
        out.putShort(lengthAt, (short) (out.position() - lengthAt - 2));
        byte[] signed = new byte[out.position()];
        out.get(0, signed);
        return signed;
    }

    private byte[] mac(byte[] message, Instant now) throws DnsFailure {
        ByteBuffer variables = ByteBuffer.allocate(1024);
        variables
                .put(DnsMessage.wireName(name))
                .putShort((short) DnsMessage.ANY)
                .putInt(0);
        variables.put(DnsMessage.wireName(algorithm));
        time(variables, now);
        variables.putShort((short) 0).putShort((short) 0);
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes(message);
        signed.write(variables.array(), 0, variables.position());
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

    private static void time(ByteBuffer out, Instant now) {
        long seconds = now.getEpochSecond();
        out.putShort((short) (seconds >> 32)).putInt((int) seconds).putShort((short) FUDGE_SECONDS);
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "Tsig[" + name + "]";
    }
}
