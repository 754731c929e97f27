package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.ClientConnection;
import dev.sluice.worker.Worker;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections to endpoints that one client's connection has alone. */
final class PrivateConnectionsTest {
    private final Fixture fixture = new Fixture();
    private final Worker worker = fixture.worker;
    private final List<String> closed = new ArrayList<>();
    private final EndpointState one = state("one");
    private final EndpointState other = state("other");

    @AfterEach
    void close() {
        fixture.close();
    }

    private EndpointState state(String label) {
        InetSocketAddress nowhere = new InetSocketAddress("127.0.0.1", 9);
        return new EndpointState(label, nowhere, 1, fixture.transport.workers().size());
    }

    private BackendConnection connection(String name) {
        return () -> closed.add(name);
    }

    private void with(Consumer<ClientConnection> test) throws Exception {
        fixture.on(() -> {
            ClientConnection client = worker.clients().admit(new EmbeddedChannel(), worker.now());
            test.accept(Objects.requireNonNull(client));
            return true;
        });
    }

    @Test
    void givesTheNewestToThatEndpoint() throws Exception {
        with(client -> {
            PrivateConnections own = PrivateConnections.of(client, worker);
            BackendConnection older = connection("older");
            BackendConnection newer = connection("newer");
            own.keep(one, older);
            own.keep(one, newer);
            own.keep(other, connection("elsewhere"));
            assertThat(PrivateConnections.of(client)).isSameAs(own);
            assertThat(own.take(one)).isSameAs(newer);
            assertThat(own.take(one)).isSameAs(older);
            assertThat(own.take(one)).isNull();
            assertThat(closed).isEmpty();
        });
    }

    @Test
    void closesTheOldestWhereThereAreTooMany() throws Exception {
        with(client -> {
            PrivateConnections own = PrivateConnections.of(client, worker);
            for (int i = 0; i < 10; i++) {
                own.keep(one, connection("" + i));
            }
            assertThat(closed).containsExactly("0", "1");
        });
    }

    @Test
    void closesThemWithTheClientAndKeepsNoneAfterwards() throws Exception {
        with(client -> {
            PrivateConnections own = PrivateConnections.of(client, worker);
            own.keep(one, connection("idle"));
            worker.clients().remove(client);
            assertThat(closed).containsExactly("idle");
            own.keep(one, connection("came back late"));
            assertThat(closed).containsExactly("idle", "came back late");
        });
    }

    @Test
    void keepsNoneForAClientThatIsGoneAlready() throws Exception {
        with(client -> {
            worker.clients().remove(client);
            PrivateConnections.of(client, worker).keep(one, connection("late"));
            assertThat(closed).containsExactly("late");
        });
    }

    @Test
    void closesThoseToAnEndpointThatIsGone() throws Exception {
        with(client -> {
            PrivateConnections own = PrivateConnections.of(client, worker);
            own.keep(one, connection("a"));
            own.keep(other, connection("b"));
            one.retire(worker);
            own.keep(one, connection("c"));
            assertThat(closed).containsExactly("a", "c");
            assertThat(own.take(one)).isNull();
            assertThat(own.take(other)).isNotNull();
        });
    }

    @Test
    void forgetsOneThatHasEnded() throws Exception {
        with(client -> {
            PrivateConnections own = PrivateConnections.of(client, worker);
            BackendConnection ended = connection("ended");
            own.keep(one, ended);
            own.remove(ended);
            worker.clients().remove(client);
            one.retire(worker);
            assertThat(closed).isEmpty();
        });
    }
}
