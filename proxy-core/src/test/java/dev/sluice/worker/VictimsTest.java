package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.Crowd.Speaker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each holds is in thousandths of what there may be; addresses are numbers. */
final class VictimsTest {
    private final Crowd crowd = new Crowd();

    @AfterEach
    void close() {
        crowd.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Resource.class,
            names = {"HEAP", "NATIVE", "DESCRIPTORS"})
    void whoIsIdleGoesFirstThenWhoArrivesThenWhoIsBusy(Resource missing) {
        ClientConnection busy = crowd.stuck(1, 60_000, 90);
        ClientConnection arriving = crowd.arriving(2, 1_000, 50);
        ClientConnection idlest = crowd.idle(3, 10, 1);
        ClientConnection idle = crowd.idle(4, 5, 90);
        assertThat(crowd.choose(missing, null)).isSameAs(idlest);
        crowd.idle.remove(idlest);
        assertThat(crowd.choose(missing, null)).isSameAs(idle);
        crowd.idle.remove(idle);
        assertThat(crowd.choose(missing, null)).isSameAs(arriving);
        crowd.arriving.remove(arriving);
        assertThat(crowd.choose(missing, null)).isSameAs(busy);
        crowd.busy.remove(busy);
        assertThat(crowd.choose(missing, null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, false", "499, false", "500, true", "501, true"})
    void whoHasOnlyJustComeIsLeftInPeaceUnlessItIsIdle(long millis, boolean chosen) {
        ClientConnection busy = crowd.stuck(1, millis, 300);
        assertThat(crowd.choose(Resource.HEAP, null)).isEqualTo(chosen ? busy : null);
        ClientConnection arriving = crowd.arriving(2, millis, 300);
        assertThat(crowd.choose(Resource.HEAP, null)).isEqualTo(chosen ? arriving : null);
        ClientConnection idle = crowd.idle(3, 0, 1);
        assertThat(crowd.choose(Resource.HEAP, null)).isSameAs(idle);
    }

    /** What each of two busy ones holds, for how many milliseconds, and how many bytes a second it moves. */
    @ParameterizedTest
    @CsvSource({
        "20, 1000, 0, 10, 1000, 0, first",
        "10, 2000, 0, 10, 1000, 0, first",
        "10, 1000, 0, 10, 1000, 10000, first",
        "30, 1000, 2048, 11, 1000, 0, second",
        "30, 1000, 1024, 11, 1000, 0, first",
        "30, 1000, 0, 10, 2000, 0, first",
        "30, 1000, 0, 10, 4000, 0, second",
        "11, 60000, 0, 10, 600000, 0, first",
    })
    void theWorstHoldsMuchForLongForLittleThatItMoves(
            int heap, long millis, long speed, int otherHeap, long otherMillis, long otherSpeed, String expected) {
        ClientConnection one = crowd.busy(1, millis, heap, new Speaker(true, false, speed * millis / 1000));
        ClientConnection two =
                crowd.busy(2, otherMillis, otherHeap, new Speaker(true, false, otherSpeed * otherMillis / 1000));
        assertThat(crowd.choose(Resource.HEAP, null)).isSameAs(expected.equals("first") ? one : two);
    }

    @ParameterizedTest
    @CsvSource({"10, 10, client", "10, 21, tunnel", "10, 19, client"})
    void theAgeOfATunnelIsNoFault(int client, int tunnel, String expected) {
        ClientConnection silent = crowd.busy(1, 3_600_000, tunnel, new Speaker(false, true, 0));
        ClientConnection stuck = crowd.stuck(2, 1_000, client);
        assertThat(crowd.choose(Resource.HEAP, null)).isSameAs(expected.equals("tunnel") ? silent : stuck);
    }

    @Test
    void aSecondLookAMomentLaterSeesTheSameSpeed() {
        ClientConnection holdsMore = crowd.busy(1, 1_000, 250, new Speaker(true, false, 100_000_000));
        ClientConnection stuck = crowd.stuck(1, 1_000, 200);
        ClientConnection asker = crowd.stuck(2, 0, 1);
        for (long moment : new long[] {0, 0, 10_000, Crowd.MILLI}) {
            assertThat(crowd.victims.choose(Resource.HEAP, asker, Crowd.NOW + moment))
                    .isSameAs(stuck);
        }
        assertThat(holdsMore.speed(Crowd.NOW + 1_000 * Crowd.MILLI, 0))
                .as("a second later it has moved nothing more")
                .isZero();
    }

    // ---- who has much more than its part

    @Test
    void ofWhoHasMuchMoreThanItsPartTheWorstGoesAlthoughOthersAreIdle() {
        crowd.idle(2, 60_000, 90);
        crowd.arriving(2, 60_000, 90);
        crowd.stuck(2, 60_000, 90);
        crowd.stuck(1, 1_000, 200);
        ClientConnection worst = crowd.stuck(1, 1_000, 250);
        assertThat(crowd.choose(Resource.HEAP, null)).isSameAs(worst);
        ClientConnection arriving = crowd.arriving(1, 1_000, 1);
        assertThat(crowd.choose(Resource.HEAP, null)).isSameAs(arriving);
        ClientConnection idle = crowd.idle(1, 0, 1);
        assertThat(crowd.choose(Resource.HEAP, null)).isSameAs(idle);
    }

    /** The age of those of address 1, which has much more than its part, and who asks: 0 for a newcomer. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "0, 499, false",
        "0, 500, true",
        "1, 499, false",
        "1, 500, true",
        "2, 0, true",
        "2, 499, true",
        "2, 500, true",
    })
    void whoHasMuchMoreThanItsPartGetsNoTimeAtTheCostOfAnother(int address, long millis, boolean chosen) {
        ClientConnection large = crowd.stuck(1, millis, 450);
        crowd.idle(3, 60_000, 90);
        crowd.stuck(3, 60_000, 90);
        ClientConnection asker = address == 0 ? null : crowd.stuck(address, 60_000, 5);
        assertThat(crowd.choose(Resource.HEAP, asker)).isEqualTo(chosen ? large : null);
    }

    @Test
    void whoHasTwoFifthsAndNoMoreIsOneAmongAll() {
        crowd.stuck(1, 60_000, 399);
        ClientConnection idle = crowd.idle(2, 0, 1);
        assertThat(crowd.choose(Resource.HEAP, null)).isSameAs(idle);
    }

    // ---- for whom it is

    @ParameterizedTest
    @CsvSource({"19, false", "20, true", "21, true"})
    void anAskerNeverDrivesOutWhoHoldsLessUnlessItIsIdle(int heap, boolean chosen) {
        ClientConnection asker = crowd.stuck(1, 60_000, 20);
        ClientConnection other = crowd.stuck(2, 60_000, heap);
        assertThat(crowd.choose(Resource.HEAP, asker)).isEqualTo(chosen ? other : null);
        ClientConnection arriving = crowd.arriving(2, 60_000, heap);
        assertThat(crowd.choose(Resource.HEAP, asker)).isEqualTo(chosen ? arriving : null);
        ClientConnection idle = crowd.idle(2, 60_000, 1);
        assertThat(crowd.choose(Resource.HEAP, asker)).isSameAs(idle);
    }

    @ParameterizedTest
    @CsvSource({"300", "450"})
    void nobodyIsGivenUpForItself(int heap) {
        ClientConnection busy = crowd.stuck(1, 60_000, heap);
        assertThat(crowd.choose(Resource.HEAP, busy)).isNull();
        crowd.busy.remove(busy);
        ClientConnection idle = crowd.idle(1, 60_000, heap);
        assertThat(crowd.choose(Resource.HEAP, idle)).isNull();
        crowd.idle.remove(idle);
        assertThat(crowd.choose(Resource.HEAP, crowd.arriving(1, 60_000, heap))).isNull();
    }

    // ---- how far it looks

    @Test
    void theNextLookBeginsBehindTheLast() {
        for (int i = 0; i < 256; i++) {
            crowd.stuck(1, 0, 1);
        }
        ClientConnection behind = crowd.stuck(2, 60_000, 1);
        assertThat(crowd.choose(Resource.HEAP, null)).isNull();
        assertThat(crowd.choose(Resource.HEAP, null)).isSameAs(behind);
    }

    // ---- if connections are limited

    @Test
    void ifConnectionsAreLimitedWhoIsIdleGoesFirstThenWhoArrivesThenTheSlowest() {
        crowd.busy(1, 60_000, 450, new Speaker(true, false, 60 * 1000));
        ClientConnection slowest = crowd.stuck(2, 10_000, 1);
        ClientConnection arriving = crowd.arriving(3, 600, 1);
        ClientConnection idle = crowd.idle(4, 0, 1);
        assertThat(crowd.choose(Resource.CONNECTIONS, null)).isSameAs(idle);
        crowd.idle.remove(idle);
        assertThat(crowd.choose(Resource.CONNECTIONS, null)).isSameAs(arriving);
        crowd.arriving.remove(arriving);
        assertThat(crowd.choose(Resource.CONNECTIONS, null)).isSameAs(slowest);
    }

    /** Whether it keeps its exchange waiting, for how many milliseconds, and how many bytes a second it moves. */
    @ParameterizedTest
    @CsvSource({
        "true, 9999, 0, false",
        "true, 10000, 0, true",
        "true, 10000, 1023, true",
        "true, 10000, 1024, false",
        "false, 10000, 0, false",
        "false, 600000, 0, false",
    })
    void ifConnectionsAreLimitedOnlyWhoKeepsItsExchangeWaitingForLongIsSlow(
            boolean waits, long millis, long speed, boolean chosen) {
        ClientConnection one = crowd.busy(1, millis, 450, new Speaker(waits, false, speed * millis / 1000));
        assertThat(crowd.choose(Resource.CONNECTIONS, null)).isEqualTo(chosen ? one : null);
    }

    @Test
    void ifConnectionsAreLimitedTheSlowestGoesHoweverLittleItHolds() {
        crowd.busy(1, 20_000, 450, new Speaker(true, false, 20 * 500));
        ClientConnection slowest = crowd.busy(2, 15_000, 1, new Speaker(true, false, 15 * 100));
        crowd.busy(3, 600_000, 1, new Speaker(true, false, 600 * 101));
        assertThat(crowd.choose(Resource.CONNECTIONS, null)).isSameAs(slowest);
    }

    // ---- if so much is held that nobody is spared

    /** What the arriving and the busy one hold, and how many bytes a second the busy one moves. */
    @ParameterizedTest
    @CsvSource({
        "10, 20, 0, busy",
        "20, 10, 0, arriving",
        "10, 20, 1000000, arriving",
        "20, 200, 1024, busy",
    })
    void theWorstIsFoundHoweverShortTheTime(int arrivingHeap, int busyHeap, long speed, String expected) {
        crowd.idle(3, 60_000, 90);
        ClientConnection arriving = crowd.arriving(1, 100, arrivingHeap);
        ClientConnection busy = crowd.busy(2, 100, busyHeap, new Speaker(true, false, speed / 10));
        assertThat(crowd.victims.worst(Crowd.NOW)).isSameAs(expected.equals("busy") ? busy : arriving);
    }

    @Test
    void theWorstIsOneOfWhoHasMuchMoreThanItsPart() {
        crowd.arriving(2, 60_000, 300);
        ClientConnection small = crowd.stuck(1, 0, 10);
        ClientConnection large = crowd.stuck(1, 0, 440);
        assertThat(crowd.victims.worst(Crowd.NOW)).isSameAs(large);
        crowd.busy.remove(large);
        assertThat(crowd.victims.worst(Crowd.NOW)).isSameAs(small);
    }

    @Test
    void nobodyIsTheWorstOfNobody() {
        crowd.idle(1, 60_000, 90);
        assertThat(crowd.victims.worst(Crowd.NOW)).isNull();
        ClientConnection alone = crowd.arriving(2, 0, 1);
        assertThat(crowd.victims.worst(Crowd.NOW)).isSameAs(alone);
    }

    @Test
    void theIdleOnesOfALargeHolderAreFoundBehindThoseOfMany() {
        for (int i = 0; i < 1_000; i++) {
            crowd.idle(2, 60_000, 0);
        }
        ClientConnection large = crowd.idle(1, 1_000, 500);
        assertThat(crowd.choose(Resource.HEAP, null)).isSameAs(large);
    }
}
