package dev.sluice.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tls.Arrival;
import dev.sluice.tls.Arrival.View;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a client knows the address that its connection has reached. */
final class ArrivalsTest {
    /** Docker's usual network: 172.18.0.0/16 by 172.18.0.1. */
    private static final ContainerNetwork CONTAINER = new ContainerNetwork(
            InetAddress.ofLiteral("172.18.0.1"), List.of(new ContainerNetwork.Link(0x000012AC, 0x0000FFFF)));

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,     127.0.0.1,     DIRECT",
        "::1,           ::1,           DIRECT",
        "192.168.1.10,  192.168.1.20,  DIRECT",
        "192.168.1.10,  10.8.0.5,      DIRECT",
        "192.168.1.10,  192.168.1.10,  DIRECT",
        "192.0.2.2,     192.0.2.2,     DIRECT",
        "198.51.100.1,  203.0.113.7,   DIRECT",
        "198.51.100.1,  10.0.0.1,      DIRECT",
        "2001:db8::1,   2001:db8:9::7, DIRECT",
        "192.168.1.10,  203.0.113.7,   OUTSIDE",
        "10.0.0.5,      203.0.113.7,   OUTSIDE",
        "100.64.0.1,    203.0.113.7,   OUTSIDE",
        "169.254.7.7,   203.0.113.7,   OUTSIDE",
        "fd00::2,       2001:db8:9::7, OUTSIDE",
    })
    void onAMachineOfItsOwn(String local, String peer, View view) {
        assertThat(view(local, peer, peer, null)).isEqualTo(view);
    }

    @ParameterizedTest
    @CsvSource({
        "172.18.0.2, 172.18.0.9,   DIRECT",
        "172.18.0.2, 172.18.0.2,   DIRECT",
        "127.0.0.1,  127.0.0.1,    DIRECT",
        "172.18.0.2, 172.18.0.1,   OUTSIDE",
        "172.18.0.2, 203.0.113.7,  OUTSIDE",
        "172.18.0.2, 192.168.1.20, TRANSLATED",
    })
    void inAContainerWithPublishedPorts(String local, String peer, View view) {
        assertThat(view(local, peer, peer, CONTAINER)).isEqualTo(view);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7,  OUTSIDE",
        "192.168.1.20, TRANSLATED",
    })
    void behindAProxyThatNamesTheClient(String client, View view) {
        assertThat(view("10.0.0.5", "10.0.0.1", client, null)).isEqualTo(view);
        assertThat(view("127.0.0.1", "127.0.0.1", client, null)).isEqualTo(view);
    }

    private static View view(
            String local, String peer, String client, @org.jspecify.annotations.Nullable ContainerNetwork network) {
        Arrival arrival = Arrivals.of(
                InetAddress.ofLiteral(local), InetAddress.ofLiteral(peer), InetAddress.ofLiteral(client), network);
        assertThat(arrival.local()).isEqualTo(InetAddress.ofLiteral(local));
        return arrival.view();
    }
}
