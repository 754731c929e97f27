package dev.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Message;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/** An edge that has begun to drain. */
final class Draining {
    private static final int IDLE = 16;

    private Draining() {}

    /**
     * Starts draining and waits until the idle connections of every event loop are closed: then all connections have been told.
     *
     * @param idle what the site {@code idle.test} answers
     */
    static FutureTask<Void> begun(Edge edge, String idle) throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < IDLE; i++) {
            RawClient client = edge.client();
            clients.add(client);
            Message answer = client.exchange("GET / HTTP/1.1", "Host: idle.test");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(idle);
        }
        FutureTask<Void> drain = new FutureTask<>(() -> {
            edge.drain();
            return null;
        });
        Thread.ofPlatform().start(drain);
        for (RawClient client : clients) {
            client.expectClosed();
            client.close();
        }
        return drain;
    }
}
