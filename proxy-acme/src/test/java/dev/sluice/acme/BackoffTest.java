package dev.sluice.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackoffTest {
    private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
    private static final WantedCertificate WANTED = new WantedCertificate(List.of("www.example.com"));

    @TempDir
    Path folder;

    @Test
    void aCaThatAlwaysFailsGetsFewOrdersHoweverOftenTheProcessStarts() throws Exception {
        List<Instant> orders = new ArrayList<>();
        Instant now = START;
        for (int start = 0; start < 20; start++) {
            try (Storage storage = Storage.open(folder)) {
                Instant next = Attempts.load(storage, WANTED).next();
                now = next == null || next.isBefore(now) ? now : next;
                orders.add(now);
                Attempts attempts = Attempts.load(storage, WANTED);
                attempts.begin();
                boolean otherKind = attempts.failures() == 0;
                attempts.failed(new AcmeProblem(Cause.VALIDATION, "the name points elsewhere"), now, otherKind);
            }
        }

        assertThat(orders.stream().filter(at -> at.isBefore(START.plus(Duration.ofHours(1)))))
                .hasSizeLessThanOrEqualTo(5);
        for (int i = 0; i + 1 < orders.size(); i++) {
            if (orders.get(i).isAfter(START.plus(Duration.ofHours(1)))) {
                assertThat(Duration.between(orders.get(i), orders.get(i + 1)))
                        .isGreaterThanOrEqualTo(Duration.ofHours(1));
            }
        }
    }

    @Test
    void whatTheCaSaysGoesBeyondTheOwnPauseButNotForEver() {
        assertThat(Backoff.next(START, 1, true, START.plusSeconds(7200), 0)).isEqualTo(START.plusSeconds(7200));
        assertThat(Backoff.next(START, 1, true, START.plusSeconds(1), 0)).isEqualTo(START.plusSeconds(120));
        assertThat(Backoff.next(START, 1, true, Instant.MAX, 0)).isEqualTo(START.plus(Duration.ofDays(8)));
    }

    @Test
    void aCaThatWasNotReachedIsTriedSoonerAtFirst() {
        assertThat(Backoff.next(START, 1, false, null, 0)).isEqualTo(START.plusSeconds(3));
        assertThat(Backoff.next(START, 1000, false, null, 0)).isEqualTo(START.plus(Duration.ofHours(12)));
        assertThat(Backoff.next(START, 1000, true, null, 1)).isEqualTo(START.plus(Duration.ofHours(15)));
    }

    @Test
    void aRecordThatTheUserIsToMakeIsLookedForOften() throws Exception {
        try (Storage storage = Storage.open(folder)) {
            Attempts attempts = Attempts.load(storage, WANTED);
            for (int i = 0; i < 30; i++) {
                attempts.failed(new AcmeProblem(Cause.RECORD, "add the record"), START, false);
                assertThat(attempts.next()).isBetween(START.plusSeconds(60), START.plusSeconds(75));
            }
            attempts.failed(new AcmeProblem(Cause.RECORD, "add the record"), START, false);
            assertThat(attempts.next()).isBetween(START.plusSeconds(600), START.plusSeconds(750));
            assertThat(attempts.proofFailed()).isFalse();
        }
    }

    @Test
    void aCaThatWantsEverythingReplacedAtOnceDoesNotUseUpItsOwnLimits() throws Exception {
        try (Storage storage = Storage.open(folder)) {
            Attempts attempts = Attempts.load(storage, WANTED);
            for (int i = 0; i < 3; i++) {
                attempts.succeeded("http-01", Duration.ofDays(90), START.plusSeconds(i));
                assertThat(attempts.next()).isNull();
            }
            attempts.succeeded("http-01", Duration.ofDays(90), START.plusSeconds(3));
            assertThat(Attempts.load(storage, WANTED).next()).isEqualTo(START.plus(Duration.ofDays(7)));
            attempts.succeeded("http-01", Duration.ofDays(90), START.plus(Duration.ofDays(8)));
            assertThat(attempts.next()).isNull();
            for (int i = 0; i < 20; i++) {
                attempts.succeeded("http-01", Duration.ofHours(1), START.plus(Duration.ofDays(8)));
                assertThat(attempts.next()).isNull();
            }
        }
    }

    @Test
    void anotherKindOfProofFollowsAFailedOne() throws Exception {
        List<ProofKind> allowed = List.of(ProofKind.TLS_ALPN, ProofKind.HTTP);
        try (Storage storage = Storage.open(folder)) {
            Attempts attempts = Attempts.load(storage, WANTED);
            assertThat(attempts.kinds(allowed)).containsExactly(ProofKind.TLS_ALPN, ProofKind.HTTP);
            attempts.failed(new AcmeProblem(Cause.VALIDATION, "x"), START, true);
            assertThat(attempts.kinds(allowed)).containsExactly(ProofKind.HTTP, ProofKind.TLS_ALPN);
            attempts.succeeded("http-01", Duration.ofDays(90), START);
            assertThat(attempts.kinds(allowed)).containsExactly(ProofKind.HTTP, ProofKind.TLS_ALPN);
        }
    }
}
