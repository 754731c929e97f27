package dev.sluice.tls;

import dev.sluice.http.DateText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.Time;

/** Times in certificates (RFC 5280 §4.1.2.5), without the calendars of all the world that BouncyCastle's own way asks the JDK for. */
final class CertificateTime {
    private static final Instant UTC_TIME_ENDS = Instant.parse("2050-01-01T00:00:00Z");
    private static final byte UTC_TIME = 0x17;
    private static final byte GENERALIZED_TIME = 0x18;

    private CertificateTime() {}

    /** The time to the second, of 1950 or later. */
    static Time of(Instant time) {
        String digits = new String(DateText.isoSecond(time.getEpochSecond()), StandardCharsets.US_ASCII)
                .replace("-", "")
                .replace("T", "")
                .replace(":", "");
        return time.isBefore(UTC_TIME_ENDS)
                ? encoded(UTC_TIME, digits.substring(2) + "Z")
                : encoded(GENERALIZED_TIME, digits + "Z");
    }

    private static Time encoded(byte tag, String text) {
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        der.write(text.length());
        der.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        try {
            return Time.getInstance(ASN1Primitive.fromByteArray(der.toByteArray()));
        } catch (IOException e) {
            throw new IllegalStateException("BouncyCastle does not take " + text + " for a time", e);
        }
    }
}
