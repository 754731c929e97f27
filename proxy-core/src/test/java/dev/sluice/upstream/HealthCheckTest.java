package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.Balance;
import dev.sluice.config.HealthConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("try") // the resource is only to be closed
final class HealthCheckTest {
    private static final Balance BALANCE = new Balance.RoundRobin();
    private static final Duration OFTEN = Duration.ofMillis(30);
    private static final Duration PATIENT = Duration.ofSeconds(5);

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aListenerThatGoesAndComesIsDownAndUpAgain() throws Exception {
        HealthConfig tcp = new HealthConfig.Tcp(OFTEN, PATIENT, 2, 3);
        EndpointState state;
        int port;
        try (Backend backend = new Backend("", true)) {
            port = backend.port();
            state = state(tcp, port);
            await().until(() -> backend.accepted.get() >= 3);
            assertThat(state.isCheckedDown()).isFalse();
        }
        await().until(state::isCheckedDown);
        assertThat(fixture.connects.get())
                .as("three failures after three successes")
                .isGreaterThanOrEqualTo(6);
        assertThat(state.healthWords(System.nanoTime())).startsWith("down: ").contains("refused");
        try (ServerSocket ignored = Fixture.listener(port)) {
            await().until(() -> !state.isCheckedDown());
            assertThat(state.share(System.nanoTime())).isLessThan(100);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK\\r\\n\\r\\n|",
                "HTTP/1.0 399 \\r\\n\\r\\n|",
                "HTTP/1.1 199 \\r\\n\\r\\n|GET /ready was answered with 199",
                "HTTP/1.1 400 No\\r\\n\\r\\n|GET /ready was answered with 400",
                "HTTP/1.1 503 Busy\\r\\n\\r\\n|GET /ready was answered with 503",
                "SSH-2.0-OpenSSH_9\\r\\n|the answer to GET /ready is not HTTP",
                "HTTP|the connection was closed without an answer"
            })
    void judgesTheStatusOfAnAnswer(String answer, @Nullable String problem) throws Exception {
        HealthConfig http = new HealthConfig.Http("/ready", OFTEN, PATIENT, 200, 399, 1, 1);
        try (Backend backend = new Backend(answer.replace("\\r\\n", "\r\n"), true)) {
            EndpointState state = state(http, backend.port());
            if (problem == null) {
                await().until(() -> backend.accepted.get() >= 3);
                assertThat(state.isCheckedDown()).isFalse();
                assertThat(backend.requests.peek())
                        .startsWith("GET /ready HTTP/1.1\r\nHost: 127.0.0.1:" + backend.port() + "\r\n")
                        .endsWith("\r\n\r\n");
            } else {
                await().until(state::isCheckedDown);
                assertThat(state.checkDetail()).isEqualTo(problem);
            }
        }
    }

    @Test
    void aBackendThatHangsIsDownAfterTheTimeAndItsConnectionsAreClosed() throws Exception {
        HealthConfig http = new HealthConfig.Http("/", OFTEN, Duration.ofMillis(100), 200, 399, 1, 2);
        try (Backend backend = new Backend("", false)) {
            EndpointState state = state(http, backend.port());
            await().until(state::isCheckedDown);
            assertThat(state.checkDetail()).isEqualTo("no answer within 100 ms");
            await().until(() -> backend.ended.get() >= 3);
            fixture.registry.retain(Set.of());
            await().until(() -> backend.ended.get() == backend.accepted.get());
        }
    }

    @Test
    void whatACheckHeldForDownIsBackWhenTheCheckIsTakenAway() throws Exception {
        HealthConfig tcp = new HealthConfig.Tcp(OFTEN, PATIENT, 2, 1);
        int port = Fixture.closedPort();
        EndpointState state = state(tcp, port);
        await().until(state::isCheckedDown);
        Upstream unchecked = fixture.upstream(BALANCE, Fixture.OFF, Fixture.target("127.0.0.1", port));
        assertThat(unchecked.endpoints().getFirst().state()).isSameAs(state);
        fixture.registry.retain(Set.of(unchecked));
        await().until(() -> !state.isCheckedDown());
    }

    @Test
    void anotherCheckOfWhatIsDownTakesThatOver() throws Exception {
        int port = Fixture.closedPort();
        EndpointState state = state(new HealthConfig.Tcp(OFTEN, PATIENT, 2, 1), port);
        await().until(state::isCheckedDown);
        HealthConfig never = new HealthConfig.Tcp(Duration.ofHours(1), PATIENT, 2, 2);
        Upstream next = fixture.upstream(BALANCE, never, Fixture.target("127.0.0.1", port));
        fixture.registry.retain(Set.of(next));
        // both tasks of the change have run on the loop of the checks once this one has
        fixture.transport.workers().getFirst().loop().submit(() -> {}).get();
        assertThat(state.isCheckedDown()).isTrue();
    }

    private EndpointState state(HealthConfig health, int port) {
        return fixture.upstream(BALANCE, health, Fixture.target("127.0.0.1", port))
                .endpoints()
                .getFirst()
                .state();
    }

    /** Gives every connection the same answer, or none. */
    private static final class Backend implements AutoCloseable {
        private final ServerSocket socket = Fixture.listener(0);
        private final String answer;
        private final boolean closing;
        private final AtomicInteger accepted = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();
        private final Queue<String> requests = new ConcurrentLinkedQueue<>();

        Backend(String answer, boolean closing) throws IOException {
            this.answer = answer;
            this.closing = closing;
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return socket.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = socket.accept();
                    accepted.incrementAndGet();
                    Thread.ofVirtual().start(() -> serve(client));
                }
            } catch (IOException closed) {
                // the test is over
            }
        }

        private void serve(Socket client) {
            try (client) {
                byte[] bytes = new byte[1024];
                StringBuilder request = new StringBuilder();
                int count = client.getInputStream().read(bytes);
                while (count > 0) {
                    request.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
                    if (closing && request.indexOf("\r\n\r\n") > 0) {
                        break;
                    }
                    count = client.getInputStream().read(bytes);
                }
                requests.add(request.toString());
                client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException broken) {
                // the check does not wait for us
            } finally {
                ended.incrementAndGet();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
