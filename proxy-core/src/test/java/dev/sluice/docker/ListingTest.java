package dev.sluice.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.LabelledContainer;
import dev.sluice.config.LabelledContainer.State;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine's list of containers as the configuration takes it, from where Sluice stands. */
@SuppressWarnings("NullAway.Init") // set before each test
class ListingTest extends WithFakeEngine {
    private static final String NO_NETWORK = "the container shares no network with Sluice; put both on one network";

    @Test
    void aContainerIsReadWithItsNameLabelsPortsAndAge() throws EngineTrouble {
        LabelledContainer read = only("""
                {"Id": "0123", "Names": ["/web/api", "/app-api-1"], "Created": 1700000000, "State": "running",
                 "Status": "Up 3 minutes", "Labels": {"sluice.host": "a.example", "sluice.x": "caf\\u00e9 \\"é\\"", "x": "y"},
                 "Ports": [{"PrivatePort": 8080, "Type": "tcp", "PublicPort": 80, "IP": "0.0.0.0"},
                           {"PrivatePort": 8080, "Type": "tcp", "PublicPort": 80, "IP": "::"},
                           {"PrivatePort": 53, "Type": "udp"}],
                 "HostConfig": {"NetworkMode": "app_default"}, "NetworkSettings": {"Networks": {"app_default":
                 {"NetworkID": "n1", "IPAddress": "172.18.0.3", "GlobalIPv6Address": ""}}}, "Mounts": [true, null, -1.5e3]}
                """, onHost());
        assertThat(read.name()).isEqualTo("app-api-1");
        assertThat(read.created()).isEqualTo(1_700_000_000);
        assertThat(read.labels())
                .containsOnly(Map.entry("sluice.x", "café \"é\""), Map.entry("sluice.host", "a.example"));
        assertThat(read.ports()).containsExactly(8080);
        assertThat(read.state()).isEqualTo(State.READY);
        assertThat(read.address()).isEqualTo("172.18.0.3");
    }

    @Test
    void aNameActsOnNoTerminalAndStaysInItsLine() throws EngineTrouble {
        String container = container("bridge", network("bridge", "n0", "172.17.0.2"))
                .replaceFirst("\"Names\": *\\[[^]]*]", "\"Names\": [\"/a\\\\u001b[2J\\\\nb\\\\u202e\"]");
        assertThat(only(container, onHost()).name()).isEqualTo("a\\x1b[2J\\x0ab\\u202e");
        EngineTrouble trouble = new EngineTrouble("it says \u001b[2J\nall is well");
        assertThat(trouble.sentence()).isEqualTo("it says \\x1b[2J\\x0aall is well");
    }

    @ParameterizedTest
    @CsvSource({
        "running,Up 3 minutes,READY",
        "running,Up 3 minutes (healthy),READY",
        "running,Up 3 minutes (unhealthy),UNHEALTHY",
        "running,Up 3 seconds (health: starting),STARTING",
        "paused,Up 3 minutes (Paused),STOPPED",
        "restarting,Restarting (1) 3 seconds ago,STOPPED",
        "exited,Exited (0) 3 seconds ago,STOPPED",
        "created,Created,STOPPED"
    })
    void itsStateIsReadFromWordsForPeople(String state, String status, State expected) throws EngineTrouble {
        assertThat(only(
                                container("bridge", network("bridge", "n0", "172.17.0.2"))
                                        .replace("\"running\"", "\"" + state + "\"")
                                        .replace("Up 1 second", status),
                                onHost())
                        .state())
                .isEqualTo(expected);
    }

    @Test
    void oneOffContainersOfComposeAndThoseBeingRemovedAreLeftOut() throws EngineTrouble {
        String usual = container("bridge", network("bridge", "n0", "172.17.0.2"));
        fake.containers("["
                + usual.replace("\"sluice.host\"", "\"com.docker.compose.oneoff\": \"True\", \"sluice.host\"") + ","
                + usual.replace("\"running\"", "\"removing\"") + ","
                + usual.replace("\"running\"", "\"dead\"") + "]");
        assertThat(Listing.of(Engine.at(fake.address()), onHost()).containers()).isEmpty();
    }

    @Test
    void fromTheHostTheFirstNetworkByNameIsUsed() throws EngineTrouble {
        String networks = network("z", "n1", "172.18.0.3") + "," + network("b", "n2", "172.19.0.3") + ","
                + network("a", "n3", "");
        assertThat(only(container("z", networks), onHost()).address()).isEqualTo("172.19.0.3");
    }

    @Test
    void ofAContainerWithIpv6AloneThatIsUsed() throws EngineTrouble {
        String network =
                network("six", "n1", "").replace("\"GlobalIPv6Address\": \"\"", "\"GlobalIPv6Address\": \"fd00::3\"");
        assertThat(only(container("six", network), onHost()).address()).isEqualTo("fd00::3");
    }

    @Test
    void fromAContainerOnlySharedNetworksAreUsed() throws EngineTrouble {
        String own = "a".repeat(64);
        OwnContainer here = new OwnContainer(own);
        String sluice = container("edge", network("edge", "n2", "172.19.0.2")).replace("\"0123\"", "\"" + own + "\"");
        // the list is the same whatever filter it is asked with: the first one is taken for the own container
        fake.containers("[" + sluice + ","
                + container("z", network("a", "n1", "172.18.0.3") + "," + network("edge", "n2", "172.19.0.3"))
                        .replace("web", "both")
                + "," + container("z", network("a", "n1", "172.18.0.4")).replace("web", "apart") + ","
                + container("host", network("host", "n0", "")).replace("web", "on-host") + ","
                + container("none", network("none", "n9", "")).replace("web", "without") + "]");
        List<LabelledContainer> all =
                Listing.of(Engine.at(fake.address()), here).containers();
        assertThat(all)
                .extracting(each -> each.name() + " " + each.address() + " " + each.whyNoAddress())
                .containsExactly(
                        "apart null " + NO_NETWORK,
                        "both 172.19.0.3 ",
                        "on-host null the container uses the network of the host, and Sluice, in a container of its own, does"
                                + " not; put both on one network, or name it in the file",
                        "web 172.19.0.2 ",
                        "without null " + NO_NETWORK);
    }

    @Test
    void fromTheHostAContainerOnTheHostsNetworkIsOnLoopback() throws EngineTrouble {
        assertThat(only(container("host", network("host", "n0", "")), onHost()).address())
                .isEqualTo("127.0.0.1");
    }

    @Test
    void aContainerThatUsesTheNetworkOfAnotherIsReachedThere() throws EngineTrouble {
        fake.containers(
                "[" + container("vpn", network("vpn", "n1", "172.20.0.2")).replace("web", "a-vpn") + ","
                        + container("container:0123", "").replace("0123\", \"Names", "4567\", \"Names") + "]");
        List<LabelledContainer> all =
                Listing.of(Engine.at(fake.address()), onHost()).containers();
        assertThat(all).extracting(LabelledContainer::address).containsExactly("172.20.0.2", "172.20.0.2");
    }

    @Test
    void anEmptyObjectOfAContainerBreaksNothing() throws EngineTrouble {
        LabelledContainer read = only("{}", onHost());
        assertThat(read.state()).isEqualTo(State.STOPPED);
        assertThat(read.labels()).isEmpty();
    }

    private LabelledContainer only(String json, OwnContainer own) throws EngineTrouble {
        fake.containers("[" + json + "]");
        return Listing.of(Engine.at(fake.address()), own).containers().getFirst();
    }

    private static OwnContainer onHost() {
        return new OwnContainer(null);
    }

    private static String container(String mode, String networks) {
        return """
                {"Id": "0123", "Names": ["/web"], "Created": 1, "State": "running", "Status": "Up 1 second",
                 "Labels": {"sluice.host": "a.example"}, "Ports": [{"PrivatePort": 80, "Type": "tcp"}],
                 "HostConfig": {"NetworkMode": "%s"}, "NetworkSettings": {"Networks": {%s}}}
                """.formatted(mode, networks);
    }

    private static String network(String name, String id, String address) {
        return "\"%s\": {\"NetworkID\": \"%s\", \"IPAddress\": \"%s\", \"GlobalIPv6Address\": \"\"}"
                .formatted(name, id, address);
    }
}
