package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.Edge;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Certificates of the local CA as clients see them that connect to an address of the machine. */
class AddressCertificateTest {
    private static final String EVERYWHERE =
            "listen: {http: off, https: \"0.0.0.0:0\", admin: off}\nsites:\n  app.test: {respond: 200, tls: self-signed}\n"
                    + "  \"*\": {respond: 200, tls: self-signed}\n";

    @Test
    void curlVerifiesEveryAddressOfTheMachineWithTheLocalRoot() throws Exception {
        try (Edge edge = Edge.start(EVERYWHERE)) {
            for (String address : addresses()) {
                assertThat(curl(edge, address)).as(address).isEqualTo("200");
            }
        }
    }

    @Test
    void noConnectionSeesAnotherAddressOrTheNameOfTheMachine() throws Exception {
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        try (Edge edge = Edge.start(EVERYWHERE)) {
            for (String address : addresses()) {
                InetSocketAddress at = new InetSocketAddress(address, edge.tls().getPort());
                try (TlsProbe probe = TlsProbe.connect(at, null)) {
                    assertThat(names(probe.chain().getFirst())).containsExactly(address);
                    assertThat(text(probe.chain())).doesNotContain(host);
                }
                try (TlsProbe probe = TlsProbe.connect(at, "unknown.test")) {
                    assertThat(names(probe.chain().getFirst())).containsExactly("localhost", "sluice.invalid");
                    assertThat(text(probe.chain())).doesNotContain(host);
                }
            }
        }
    }

    @Test
    void aClientBehindAProxySeesNoAddressOfTheInside() throws Exception {
        String yaml = "proxy-protocol: on\ntrusted-proxies: [127.0.0.0/8]\n" + EVERYWHERE;
        try (Edge edge = Edge.start(yaml)) {
            InetSocketAddress at =
                    new InetSocketAddress("127.0.0.77", edge.tls().getPort());
            try (TlsProbe probe = TlsProbe.connect(at, null, "PROXY TCP4 203.0.113.7 198.51.100.1 4711 443\r\n")) {
                assertThat(names(probe.chain().getFirst())).doesNotContain("127.0.0.77");
            }
        }
    }

    private static String curl(Edge edge, String address) throws Exception {
        return ChildProcess.run(
                        edge.root().getParent(),
                        Duration.ofSeconds(20),
                        List.of(
                                "curl",
                                "-sS",
                                "-o",
                                "/dev/null",
                                "-w",
                                "%{http_code}",
                                "--cacert",
                                edge.root().toString(),
                                "https://" + address + ":" + edge.tls().getPort() + "/"))
                .strip();
    }

    /** Loopback has many addresses; the machine one or more. */
    private static List<String> addresses() throws Exception {
        TreeSet<String> addresses = new TreeSet<>(List.of("127.0.0.1", "127.0.0.2"));
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .map(InetAddress::getHostAddress)
                .forEach(addresses::add);
        return List.copyOf(addresses);
    }

    private static List<String> names(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream()
                .map(name -> String.valueOf(name.get(1)))
                .sorted()
                .toList();
    }

    private static String text(List<X509Certificate> chain) throws Exception {
        StringBuilder text = new StringBuilder();
        for (X509Certificate each : chain) {
            text.append(each.getSubjectX500Principal())
                    .append(each.getIssuerX500Principal())
                    .append(each.getSubjectAlternativeNames());
        }
        return text.toString();
    }
}
