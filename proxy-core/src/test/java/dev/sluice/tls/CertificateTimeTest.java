package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x509.Time;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateTimeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1950-01-01T00:00:00Z",
                "1999-12-31T23:59:59Z",
                "2026-11-26T18:04:09Z",
                "2049-12-31T23:59:59Z",
                "2050-01-01T00:00:00Z",
                "2126-02-28T12:30:00Z"
            })
    void aTimeIsEncodedAsBouncyCastleEncodesIt(String time) throws IOException {
        Instant instant = Instant.parse(time);

        assertThat(CertificateTime.of(instant).getEncoded()).isEqualTo(new Time(Date.from(instant)).getEncoded());
    }
}
