package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateTextTest {
    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "784111777 | Sun, 06 Nov 1994 08:49:37 GMT | 1994-11-06T08:49:37",
                "951782400 | Tue, 29 Feb 2000 00:00:00 GMT | 2000-02-29T00:00:00",
                "0 | Thu, 01 Jan 1970 00:00:00 GMT | 1970-01-01T00:00:00",
                "253402300799 | Fri, 31 Dec 9999 23:59:59 GMT | 9999-12-31T23:59:59"
            })
    void aTimeIsWrittenAsTheStandardsShowIt(long second, String http, String iso) {
        assertThat(text(DateText.httpDate(second))).isEqualTo(http);
        assertThat(text(DateText.isoSecond(second))).isEqualTo(iso);
    }

    @Test
    void anyTimeIsWrittenAsTheJdkWritesIt() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long second = random.nextLong(253_402_300_799L);
            Instant instant = Instant.ofEpochSecond(second);
            assertThat(text(DateText.httpDate(second))).isEqualTo(IMF_FIXDATE.format(instant));
            assertThat(text(DateText.isoSecond(second)) + "Z").isEqualTo(instant.toString());
        }
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
