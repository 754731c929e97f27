package dev.sluice.launch;

import dev.sluice.config.ListenAddress;
import dev.sluice.listen.CannotBind;
import dev.sluice.listen.Listener;
import dev.sluice.observe.AdminServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where the admin server listens, changed in the two steps of a reload: all new addresses are bound, or none. One thread at a time. */
final class AdminAddresses {
    private final AdminServer server;
    private final Set<ListenAddress> bound = new HashSet<>();
    private final List<ListenAddress> fresh = new ArrayList<>();

    AdminAddresses(AdminServer server) {
        this.server = server;
    }

    /**
     * Binds what is not bound yet.
     *
     * @throws CannotBind where one cannot be; {@link #rollback} is to follow
     */
    void prepare(List<ListenAddress> wanted) throws CannotBind {
        fresh.clear();
        for (ListenAddress address : wanted) {
            if (bound.contains(address)) {
                continue;
            }
            try {
                server.bind(address);
                fresh.add(address);
                bound.add(address);
            } catch (IOException refused) {
                throw new CannotBind(Listener.socketAddress(address.address(), address.port()), refused);
            }
        }
    }

    /** Gives up what is not wanted any more. */
    void commit(List<ListenAddress> wanted) {
        bound.removeIf(address -> {
            boolean gone = !wanted.contains(address);
            if (gone) {
                server.unbind(address);
            }
            return gone;
        });
    }

    /** Takes back what was prepared last. */
    void rollback() {
        fresh.forEach(address -> {
            server.unbind(address);
            bound.remove(address);
        });
        fresh.clear();
    }
}
