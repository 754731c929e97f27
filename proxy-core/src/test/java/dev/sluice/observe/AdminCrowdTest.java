package dev.sluice.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.ListenAddress;
import dev.sluice.observe.StatusSource.SiteStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin address answers the operator and the health check, whoever holds connections to it open. */
@Timeout(60)
class AdminCrowdTest {
    private static final String RELOAD =
            "POST /reload HTTP/1.1\r\nHost: localhost\r\nX-Sluice: 1\r\nContent-Length: 0\r\n\r\n";
    private static final ReloadResult DONE = new ReloadResult(true, Instant.EPOCH, List.of("done"));

    private final Edge edge = new Edge();
    private final CountDownLatch reload = new CountDownLatch(1);
    private final AtomicInteger reloading = new AtomicInteger();
    private final AdminServer server = new AdminServer(edge, new Metrics(1), this::reload);
    private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
    private InetSocketAddress address = new InetSocketAddress(0);

    private ReloadResult reload() {
        reloading.incrementAndGet();
        try {
            reload.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return DONE;
    }

    @BeforeEach
    void listen() throws IOException {
        address = server.bind(new ListenAddress("127.0.0.1", 0));
    }

    @AfterEach
    void stop() throws IOException {
        reload.countDown();
        for (Socket socket : List.copyOf(sockets)) {
            socket.close();
        }
        server.close();
    }

    @Test
    void theOneThatHasBeenSilentLongestGivesWay() throws IOException {
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < AdminConnections.MAX; i++) {
            silent.add(connect());
        }
        Socket first = silent.removeFirst();
        Socket second = silent.removeFirst();
        say(second, "GET /he"); // not silent any more
        await().until(() -> healthz());
        assertThat(isClosed(first)).isTrue();
        assertThat(isClosed(second)).isFalse();
        say(second, "althz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(all(second)).startsWith("HTTP/1.1 200 ");
        assertThat(isClosed(silent.getLast())).isFalse();
    }

    @Test
    void aCrowdThatTricklesAndComesAgainKeepsNobodyOut() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        List<Thread> crowd = new ArrayList<>();
        for (int i = 0; i < 2 * AdminConnections.MAX; i++) {
            crowd.add(Thread.startVirtualThread(() -> trickle(over)));
        }
        try {
            for (int i = 0; i < 50; i++) {
                // on a busy machine one may be pushed out before it has asked, and comes again, too
                assertThat(healthz() || healthz() || healthz()).isTrue();
            }
        } finally {
            over.countDown();
        }
        for (Thread each : crowd) {
            each.join();
        }
    }

    private void trickle(CountDownLatch over) {
        try {
            while (over.getCount() > 0) {
                try (Socket socket = connect()) {
                    say(socket, "GET / HTTP/1.1\r\n");
                    while (!over.await(100, TimeUnit.MILLISECONDS)) {
                        say(socket, "X");
                    }
                } catch (IOException e) {
                    over.await(100, TimeUnit.MILLISECONDS); // pushed out: it comes again
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /status HTTP/1.1\r\nHost: localhost\r\nX: ",
                "POST /reload HTTP/1.1\r\nHost: localhost\r\nX-Sluice: 1\r\nContent-Length: 4000\r\n\r\n",
                "POST /reload HTTP/1.1\r\nHost: localhost\r\nX-Sluice: 1\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n"
            })
    void aRequestHasAnEndHoweverItsBytesAreSpread(String beginning) throws IOException {
        Socket socket = connect();
        say(socket, beginning);
        await().atMost(Duration.ofSeconds(AdminConnection.LIMIT_SECONDS + 5)).until(() -> {
            say(socket, "x");
            socket.setSoTimeout(100);
            return isClosed(socket);
        });
        assertThat(reloading).hasValue(0);
    }

    @Test
    void aBodyThatNoPageWantsIsNotReadToItsEnd() throws IOException {
        Socket socket = connect();
        say(socket, "POST /status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n");
        assertThat(all(socket)).startsWith("HTTP/1.1 413 ");
        Socket chunked = connect();
        say(
                chunked,
                "POST /status HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1001\r\n"
                        + "x".repeat(4097));
        assertThat(all(chunked)).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void moreThanOneRequestIsNotAnswered() throws IOException {
        Socket socket = connect();
        say(socket, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(3));
        assertThat(all(socket)).containsOnlyOnce("HTTP/1.1 ");
    }

    @Test
    void slowReadersOfLargePagesAreFewAndSoonGone() throws IOException {
        edge.sites = Collections.nCopies(40_000, new SiteStatus("x".repeat(500), List.of(), List.of()));
        List<Socket> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Socket reader = new Socket();
            sockets.add(reader);
            reader.setReceiveBufferSize(64 * 1024);
            reader.connect(address);
            say(reader, "GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(new String(reader.getInputStream().readNBytes(12), US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
            assertThat(healthz()).isTrue();
            readers.add(reader);
        }
        int whole = 0;
        for (Socket reader : readers) {
            whole += isWhole(reader) ? 1 : 0;
        }
        assertThat(whole).isEqualTo(AdminConnections.MAX_SENDING);
    }

    @Test
    void anAnswerThatNobodyTakesIsGivenUp() throws IOException {
        edge.sites = Collections.nCopies(40_000, new SiteStatus("x".repeat(500), List.of(), List.of()));
        Socket reader = new Socket();
        sockets.add(reader);
        reader.setReceiveBufferSize(64 * 1024);
        reader.connect(address);
        say(reader, "GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(new String(reader.getInputStream().readNBytes(12), US_ASCII)).isEqualTo("HTTP/1.1 200");
        await().atMost(Duration.ofSeconds(AdminConnection.LIMIT_SECONDS + 5)).until(() -> isGone(reader));
    }

    /** Reads a byte and sends one, which fails when the other end is gone. */
    private static boolean isGone(Socket reader) {
        try {
            say(reader, "x");
            return reader.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aReloadUnderWayIsNotPushedOutAndManyOfThemWaitForNobody() throws Exception {
        List<Socket> askers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Socket asker = connect();
            say(asker, RELOAD);
            askers.add(asker);
        }
        await().untilAsserted(() -> assertThat(reloading).hasValue(4));
        for (int i = 0; i < 2 * AdminConnections.MAX; i++) {
            connect();
        }
        assertThat(healthz()).isTrue();
        reload.countDown();
        int done = 0;
        int refused = 0;
        for (Socket asker : askers) {
            String answer = all(asker);
            done += answer.startsWith("HTTP/1.1 200 ") ? 1 : 0;
            refused += answer.startsWith("HTTP/1.1 503 ") ? 1 : 0;
        }
        assertThat(done).isEqualTo(4);
        assertThat(refused).isEqualTo(8);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(500);
        sockets.add(socket);
        return socket;
    }

    private boolean healthz() throws IOException {
        Socket socket = connect();
        socket.setSoTimeout(5_000);
        say(socket, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return all(socket).startsWith("HTTP/1.1 200 ");
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String all(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    private static boolean isClosed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean isWhole(Socket socket) {
        try {
            return all(socket).endsWith("}\n");
        } catch (IOException e) {
            return false;
        }
    }
}
