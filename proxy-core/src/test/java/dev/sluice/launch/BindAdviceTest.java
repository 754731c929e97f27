package dev.sluice.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ListenAddress;
import dev.sluice.config.ListenConfig;
import dev.sluice.listen.CannotBind;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BindAdviceTest {
    private static final ListenConfig LISTEN = new ListenConfig(
            List.of(new ListenAddress(null, 80)),
            List.of(new ListenAddress(null, 443)),
            List.of(new ListenAddress("127.0.0.1", 9180)));

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 443, https, listen: {https: 8443}",
        "::, 80, http, listen: {http: 8080}",
        "127.0.0.1, 9180, admin, listen: {admin: 127.0.0.1:9181}",
        "::1, 65535, http, listen: {http: \"[::1]:65534\"}"
    })
    void anotherPortIsNamedOnTheSameAddress(String host, int port, String key, String example) {
        assertThat(new BindAdvice(host, port, key).elsewhere()).isEqualTo(example.replace('"', '\''));
    }

    @Test
    void withoutPermissionTheWaysToGetItAreNamed() {
        CannotBind failure = new CannotBind(
                new InetSocketAddress(443), new IOException("bind(..) failed with error(-13): Permission denied"));

        assertThat(BindAdvice.of(failure, LISTEN))
                .contains("Port 443", "NET_BIND_SERVICE", "ip_unprivileged_port_start=443", "listen: {https: 8443}");
    }

    @Test
    void anAddressThatThisMachineDoesNotHaveIsSaidSo() {
        // from the documentation range, so no machine has it
        InetSocketAddress foreign = new InetSocketAddress("192.0.2.1", 80);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(foreign);
            throw new AssertionError("bound " + foreign);
        } catch (BindException e) {
            assertThat(BindAdvice.of(new CannotBind(foreign, e), LISTEN))
                    .contains("This machine has no address 192.0.2.1", "listen: {http:");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatTheSystemSaysOtherwiseIsPassedOn() {
        CannotBind failure = new CannotBind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 9180),
                new IOException("wrapped", new IOException("Too many open files")));

        assertThat(BindAdvice.of(failure, LISTEN)).contains("'admin' under 'listen'", "wrapped: Too many open files");
    }
}
