package dev.sluice.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HoldersTest {
    private static final long MILLI = 1_000_000;
    private static final long LOOK = 51 * MILLI;

    private final Budget budget = new Budget();
    private final Holders holders = new Holders(budget, 0x5eed);

    HoldersTest() {
        budget.limit(new Allotment(1000, 1000, 1000, 1000));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "192.0.2.1, ::ffff:192.0.2.1, true",
        "2001:db8:0:1::1, 2001:db8:0:1:ffff::2, true",
        "2001:db8:0:1::1, 2001:db8:0:2::1, false",
        "2001:db8::1, 192.0.2.1, false",
        "::1, 127.0.0.1, false",
    })
    void anAddressOrANetworkOf64BitsIsOneHolder(String one, String other, boolean same) {
        Holder first = enter(one);
        Holder second = enter(other);
        assertThat(second.equals(first)).isEqualTo(same);
        assertThat(first.connections).isEqualTo(same ? 2 : 1);
        assertThat(first.sockets).isEqualTo(same ? 2 : 1);
    }

    @Test
    void whoHasNoAddressIsOneHolderToo() {
        assertThat(holders.enter(null)).isSameAs(holders.enter(null));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, false",
        "400, 0, 0, false",
        "401, 0, 0, true",
        "0, 401, 0, true",
        "0, 0, 401, true",
        "400, 400, 400, false",
    })
    void whoHasMoreThanTwoFifthsOfAnyResourceIsTooLarge(long heap, long outside, int sockets, boolean large) {
        enter("192.0.2.1").heap = 100;
        Holder holder = enter("192.0.2.2");
        holder.heap = heap;
        holder.nativeBytes = outside;
        holder.sockets = sockets;
        assertThat(holders.tooLarge(LOOK)).isEqualTo(large ? holder : null);
    }

    @Test
    void ofTwoTheLargerOneIsTooLarge() {
        enter("192.0.2.1").heap = 450;
        Holder larger = enter("192.0.2.2");
        larger.nativeBytes = 460;
        enter("192.0.2.3").sockets = 455;
        assertThat(holders.tooLarge(LOOK)).isSameAs(larger);
    }

    @Test
    void nobodyIsTooLargeWhenNobodyIsThere() {
        assertThat(holders.tooLarge(LOOK)).isNull();
    }

    @Test
    void whoHasShrunkIsNotTooLargeAnyMoreAndTheNextIsFoundAMomentLater() {
        Holder first = enter("192.0.2.1");
        Holder second = enter("192.0.2.2");
        first.heap = 500;
        second.heap = 450;
        assertThat(holders.tooLarge(LOOK)).isSameAs(first);
        first.heap = 300;
        assertThat(holders.tooLarge(LOOK)).as("all were looked at just now").isNull();
        assertThat(holders.tooLarge(2 * LOOK)).isSameAs(second);
    }

    @Test
    void whoHasLeftIsNotTooLarge() {
        Holder gone = enter("192.0.2.1");
        Holder there = enter("192.0.2.2");
        gone.heap = 500;
        there.heap = 450;
        assertThat(holders.tooLarge(LOOK)).isSameAs(gone);
        gone.connections = 0;
        assertThat(holders.tooLarge(LOOK)).isNull();
        gone.heap = 0;
        assertThat(holders.tooLarge(2 * LOOK)).isSameAs(there);
    }

    @Test
    void whatAConnectionHoldsMovesWithItToItsClient() {
        try (Crowd crowd = new Crowd()) {
            ClientConnection connection = crowd.idle(1, 0, 7);
            crowd.idle(1, 0, 5);
            Holder balancer = connection.holder();
            Holder client = crowd.holders.move(connection, at("198.51.100.1"));
            assertThat(new long[] {client.heap, client.sockets, client.connections})
                    .containsExactly(7_000, 1, 1);
            assertThat(new long[] {balancer.heap, balancer.sockets, balancer.connections})
                    .containsExactly(5_000, 1, 1);
        }
    }

    private Holder enter(String address) {
        return holders.enter(at(address));
    }

    static InetAddress at(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
