package dev.sluice.whole.h2;

import static dev.sluice.harness.h2.Frame.INITIAL_WINDOW_SIZE;
import static dev.sluice.whole.h2.FlowControlTest.received;
import static dev.sluice.whole.h2.Stage.getting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is sent first where not everything can be sent: RFC 9218. */
class PriorityTest {
    private static final int FIRST = 400_000;
    private static final int SECOND = 100_000;
    private static final int GRANT = 8192;

    @Test
    void whatIsUrgentOvertakesWhatIsNot() throws Exception {
        try (Stage stage = Stage.start();
                H2Client client = stage.client(INITIAL_WINDOW_SIZE, 1 << 20)) {
            client.send(getting(1, "/of/" + FIRST, "priority", "u=6"));
            exhaustTheWindow(client);
            client.send(getting(3, "/of/" + SECOND, "priority", "u=1"));
            client.headers(3);
            assertThat(firstWhileTheSecondIsSent(client)).isLessThan(SECOND / 2);
        }
    }

    @Test
    void anUpdateChangesWhatIsUrgent() throws Exception {
        try (Stage stage = Stage.start();
                H2Client client = stage.client(INITIAL_WINDOW_SIZE, 1 << 20)) {
            client.send(getting(1, "/of/" + FIRST, "priority", "u=2"));
            exhaustTheWindow(client);
            client.send(getting(3, "/of/" + SECOND, "priority", "u=5"));
            client.headers(3);
            byte[] update = "\0\0\0\1u=7".getBytes(StandardCharsets.US_ASCII);
            client.send(Frame.of(16, 0, 0, update));
            assertThat(firstWhileTheSecondIsSent(client)).isLessThan(SECOND / 2);
        }
    }

    @Test
    void thoseThatSayNothingTakeTurns() throws Exception {
        try (Stage stage = Stage.start();
                H2Client client = stage.client(INITIAL_WINDOW_SIZE, 1 << 20)) {
            client.send(getting(1, "/of/" + FIRST));
            exhaustTheWindow(client);
            client.send(getting(3, "/of/" + SECOND));
            client.headers(3);
            assertThat(firstWhileTheSecondIsSent(client)).isBetween(SECOND / 4, SECOND * 2);
        }
    }

    private static void exhaustTheWindow(H2Client client) throws IOException {
        while (received(client, 1) < 65_535) {
            client.take("DATA", frame -> frame.type() == Frame.DATA);
        }
        client.ping();
    }

    /** How many bytes of the first come while the second is sent whole, in small portions. */
    private static int firstWhileTheSecondIsSent(H2Client client) throws IOException {
        int before = received(client, 1);
        int granted = 0;
        while (received(client, 3) < SECOND) {
            client.send(Frame.windowUpdate(0, GRANT));
            granted += GRANT;
            while (received(client, 1) - before + received(client, 3) < granted) {
                client.take("DATA", frame -> frame.type() == Frame.DATA);
            }
        }
        return received(client, 1) - before;
    }
}
