package dev.sluice.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SupervisorTest {
    private static final String ID = "4d8e5a0b1c2f".repeat(6).substring(0, 64);

    static Stream<Arguments> controlGroups() {
        return Stream.of(
                Arguments.of("0::/system.slice/nginx.service\n", new Supervisor.Unit("nginx.service", false)),
                Arguments.of(
                        "0::/system.slice/system-foo.slice/foo@1.service\n",
                        new Supervisor.Unit("foo@1.service", false)),
                Arguments.of(
                        "0::/user.slice/user-1000.slice/user@1000.service/app.slice/caddy.service\n",
                        new Supervisor.Unit("caddy.service", true)),
                Arguments.of("0::/system.slice/docker-" + ID + ".scope\n", new Supervisor.Container("4d8e5a0b1c2f")),
                Arguments.of("0::/docker/" + ID + "\n", new Supervisor.Container("4d8e5a0b1c2f")),
                Arguments.of(
                        "0::/machine.slice/libpod-" + ID + ".scope/container\n",
                        new Supervisor.Container("4d8e5a0b1c2f")),
                Arguments.of(
                        "12:memory:/docker/" + ID + "\n1:name=systemd:/docker/" + ID
                                + "\n0::/system.slice/containerd.service\n",
                        new Supervisor.Container("4d8e5a0b1c2f")),
                Arguments.of(
                        "12:pids:/system.slice/apache2.service\n0::/\n", new Supervisor.Unit("apache2.service", false)),
                Arguments.of("0::/user.slice/user-1000.slice/session-3.scope\n", new Supervisor.Nobody()),
                Arguments.of(
                        "0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.scope\n",
                        new Supervisor.Nobody()),
                Arguments.of("0::/\n", new Supervisor.Nobody()),
                Arguments.of("", new Supervisor.Nobody()));
    }

    @ParameterizedTest
    @MethodSource("controlGroups")
    void isFoundInTheControlGroup(String cgroup, Supervisor expected) {
        assertThat(Supervisor.of(cgroup, List.of("/usr/sbin/x"))).isEqualTo(expected);
    }

    @Test
    void aPublishedPortIsKnownByTheArgumentsOfDockersHelper() {
        List<String> command = List.of(
                "/usr/bin/docker-proxy",
                "-proto",
                "tcp",
                "-host-ip",
                "0.0.0.0",
                "-host-port",
                "80",
                "-container-ip",
                "172.17.0.2",
                "-container-port",
                "80");

        assertThat(Supervisor.of("0::/system.slice/docker.service\n", command))
                .isEqualTo(new Supervisor.PublishedPort("172.17.0.2"));
    }

    @Test
    void theSentenceForAUnitIsTheOneToType() {
        PortHolder nginx = new PortHolder.Known(
                812, "nginx", List.of("nginx: master process"), new Supervisor.Unit("nginx.service", false));

        assertThat(new TakenPort(new BindAdvice("0.0.0.0", 80, "http")).sentences(Optional.of(nginx)))
                .isEqualTo(
                        "Port 80 is taken by nginx (pid 812, unit nginx.service). Stop it with"
                                + " `systemctl disable --now nginx.service`, or choose another port with `listen: {http: 8080}`.");
    }
}
