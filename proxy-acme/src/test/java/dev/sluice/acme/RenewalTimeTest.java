package dev.sluice.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.acme.RenewalTime.Window;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenewalTimeTest {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({"90, 60", "45, 30", "6, 3"})
    void withoutAdviceAThirdOfTheLifeIsLeftAndHalfOfAShortOne(int days, int renewedAfter) {
        Instant until = FROM.plus(Duration.ofDays(days));

        assertThat(RenewalTime.byLifetime(FROM, until, 0)).isEqualTo(FROM.plus(Duration.ofDays(renewedAfter)));
        assertThat(RenewalTime.byLifetime(FROM, until, 1))
                .isBefore(FROM.plus(Duration.ofDays(renewedAfter)))
                .isAfter(FROM.plus(Duration.ofDays(renewedAfter))
                        .minus(Duration.ofDays(days).dividedBy(40)));
    }

    @Test
    void adviceIsTakenButNeverTooLate() {
        Instant until = FROM.plus(Duration.ofDays(90));
        Window window = new Window(FROM.plus(Duration.ofDays(50)), FROM.plus(Duration.ofDays(52)));
        Window past = new Window(FROM.minusSeconds(9), FROM.minusSeconds(3));
        Window late = new Window(until.plusSeconds(5), until.plusSeconds(9));

        assertThat(RenewalTime.byAdvice(window, FROM, until, 0.5)).isEqualTo(FROM.plus(Duration.ofDays(51)));
        assertThat(RenewalTime.byAdvice(past, FROM, until, 0.5)).isBefore(FROM);
        assertThat(RenewalTime.byAdvice(late, FROM, until, 0.5)).isEqualTo(FROM.plus(Duration.ofDays(72)));
    }

    @Test
    void theSameCertificateIsRenewedAtTheSameTimeAfterARestart() {
        assertThat(RenewalTime.spread("123"))
                .isEqualTo(RenewalTime.spread("123"))
                .isBetween(0.0, 1.0);
        assertThat(RenewalTime.spread("123")).isNotEqualTo(RenewalTime.spread("124"));
    }
}
