package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which targets are Sluice itself. This machine has the addresses 192.0.2.7 and 2001:db8::7. */
class OwnAddressesTest {
    private static final Predicate<InetAddress> MACHINE =
            address -> List.of("192.0.2.7", "2001:db8:0:0:0:0:0:7").contains(address.getHostAddress());

    @ParameterizedTest
    @CsvSource({
        ", localhost, true",
        ", app.localhost, true",
        ", 127.0.0.1, true",
        ", 127.3.2.1, true",
        ", ::1, true",
        ", 0.0.0.0, true",
        ", ::, true",
        ", 192.0.2.7, true",
        ", 2001:db8::7, true",
        ", 192.0.2.8, false",
        ", app, false",
        ", www.example.com, false",
        ", notlocalhost, false",
        "0.0.0.0, 127.0.0.1, true",
        "0.0.0.0, 192.0.2.7, true",
        "0.0.0.0, ::1, false",
        "0.0.0.0, localhost, true",
        "::, 192.0.2.7, true",
        "::, ::1, true",
        "127.0.0.1, localhost, true",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 0.0.0.0, true",
        "127.0.0.1, 127.0.0.2, false",
        "127.0.0.1, 192.0.2.7, false",
        "::1, localhost, true",
        "::1, 127.0.0.1, false",
        "localhost, 127.0.0.1, true",
        "localhost, ::1, true",
        "localhost, 192.0.2.7, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, localhost, false"
    })
    void anAddressLeadsBackOrNot(@Nullable String listener, String host, boolean expected) {
        assertThat(own(listener, 8080).has(host, 8080)).isEqualTo(expected);
        assertThat(own(listener, 8080).has(host, 8081)).isFalse();
    }

    @Test
    void aPortThatTheSystemChoosesIsNotKnown() {
        assertThat(own(null, 0).has("localhost", 0)).isFalse();
        assertThat(own(null, 0).hasPort(0)).isFalse();
    }

    @Test
    void theAdminAddressIsNoWayBack() {
        ListenConfig listen = new ListenConfig(List.of(), List.of(), List.of(new ListenAddress(null, 9180)));
        assertThat(new OwnAddresses(listen, MACHINE).has("localhost", 9180)).isFalse();
    }

    @Test
    void theAddressesOfThisMachineAreSeen() throws Exception {
        ListenConfig listen = new ListenConfig(List.of(), List.of(new ListenAddress(null, 443)), List.of());
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : each.inetAddresses().toList()) {
                assertThat(new OwnAddresses(listen).has(IpText.format(address.getAddress()), 443))
                        .as(address.toString())
                        .isTrue();
            }
        }
        assertThat(new OwnAddresses(listen).has("192.0.2.7", 443)).isFalse();
    }

    private static OwnAddresses own(@Nullable String address, int port) {
        ListenConfig listen = new ListenConfig(List.of(new ListenAddress(address, port)), List.of(), List.of());
        return new OwnAddresses(listen, MACHINE);
    }
}
