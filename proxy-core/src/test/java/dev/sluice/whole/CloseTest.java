package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** An edge that is closed leaves no connection open, however busy its event loops are just then. */
class CloseTest {
    private static final int TIMES = 10;
    private static final int CLIENTS = 8;

    @Test
    void everyConnectionEnds() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            List<FutureTask<Boolean>> ended = new ArrayList<>();
            try (Edge edge = Edge.start("sites: {app.test: {tls: off, respond: {status: 200, body: ok}}}")) {
                for (int k = 0; k < CLIENTS; k++) {
                    RawClient client = edge.client();
                    client.exchange("GET / HTTP/1.1", "Host: app.test");
                    FutureTask<Boolean> task = new FutureTask<>(() -> askUntilClosed(client));
                    ended.add(task);
                    Thread.ofPlatform().daemon().start(task);
                }
            }
            for (FutureTask<Boolean> task : ended) {
                assertThat(task.get()).isTrue();
            }
        }
    }

    /** Whether the connection has ended, rather than nothing having come of it for long. */
    private static boolean askUntilClosed(RawClient client) throws Exception {
        try (client) {
            while (true) {
                client.sendHead("GET / HTTP/1.1", "Host: app.test");
                client.response();
            }
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException ended) {
            return true;
        }
    }
}
