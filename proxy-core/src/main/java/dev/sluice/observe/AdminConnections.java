package dev.sluice.observe;

import dev.sluice.observe.AdminConnection.Phase;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The connections to the admin server: so many, and no newcomer is refused. When there is no room the one gives way that has been silent
 * longest while its request arrives, else the slowest to take its answer: whoever holds connections open pushes out itself, not the
 * operator or a health check. On the loop only.
 */
final class AdminConnections {
    static final int MAX = 64;

    /** Answers that wait in memory to be taken; they may be megabytes. */
    static final int MAX_SENDING = 8;

    private static final Comparator<AdminConnection> FIRST_TO_GO =
            Comparator.comparing(AdminConnection::phase).thenComparingLong(AdminConnection::since);

    private final List<AdminConnection> all = new ArrayList<>();

    /** Takes in a connection that was accepted. */
    AdminConnection admit(Channel channel) {
        if (all.size() >= MAX) {
            giveUp(all);
        }
        AdminConnection admitted = new AdminConnection(channel);
        all.add(admitted);
        channel.closeFuture().addListener(closed -> remove(admitted));
        return admitted;
    }

    /** The answer of a connection waits to be taken. */
    void sending(AdminConnection connection) {
        List<AdminConnection> sending =
                all.stream().filter(each -> each.phase() == Phase.SENDING).toList();
        if (sending.size() >= MAX_SENDING) {
            giveUp(sending);
        }
        connection.sending();
    }

    private void giveUp(List<AdminConnection> among) {
        among.stream().min(FIRST_TO_GO).ifPresent(first -> {
            remove(first); // its end may be told later
            first.giveUp();
        });
    }

    private void remove(AdminConnection connection) {
        connection.forgetLimit();
        all.remove(connection);
    }
}
