package dev.sluice.launch;

import dev.sluice.config.DockerAddress;
import dev.sluice.config.LabelledContainer;
import dev.sluice.docker.Discovery;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The containers that are known now, of the engine that the configuration names. Any thread. */
final class Containers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Containers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Runnable changed;
    private @Nullable DockerAddress address;
    private @Nullable Discovery discovery;
    private List<LabelledContainer> known = List.of();
    private Set<String> said = Set.of();
    private int followed;

    /** Knows none yet. {@code changed} is called without a lock whenever the containers are others. */
    Containers(Runnable changed) {
        this.changed = changed;
    }

    /** Follows this engine from now on, or none. */
    synchronized void follow(@Nullable DockerAddress next) {
        if (next == null ? address == null : next.equals(address)) {
            return;
        }
        close();
        address = next;
        known = List.of(); // another engine has other containers
        if (next != null) {
            int turn = followed;
            discovery = Discovery.start(next, containers -> found(turn, containers));
        }
    }

    private void found(int turn, List<LabelledContainer> containers) {
        synchronized (this) {
            if (turn != followed) {
                return; // of an engine that is not asked any more
            }
            known = containers;
        }
        changed.run();
    }

    /** Waits a moment for the first answer of an engine that was not asked before. */
    void awaitFirst() {
        Discovery asked;
        synchronized (this) {
            asked = discovery;
        }
        if (asked != null) {
            asked.awaitFirst(PATIENCE);
        }
    }

    /** Those of this engine; none where another one, or none, is followed. */
    synchronized List<LabelledContainer> known(DockerAddress of) {
        return of.equals(address) ? known : List.of();
    }

    /** Warns of what is wrong with labels, of each thing once as long as it is so. */
    synchronized void say(List<String> complaints) {
        for (String complaint : complaints) {
            if (!said.contains(complaint)) {
                LOG.warn("{}", complaint);
            }
        }
        said = new HashSet<>(complaints);
    }

    /** Follows nobody; what is known stays. */
    @Override
    public synchronized void close() {
        Discovery asked = discovery;
        followed++;
        discovery = null;
        address = null;
        if (asked != null) {
            asked.close();
        }
    }
}
