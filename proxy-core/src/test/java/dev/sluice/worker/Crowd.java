package dev.sluice.worker;

import dev.sluice.worker.ClientConnection.Occupant;
import dev.sluice.worker.ClientConnection.Phase;
import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;

/** Connections in rings of the test's own, at a time of the test's own: {@link #NOW}. */
final class Crowd implements AutoCloseable {
    static final long MILLI = 1_000_000;
    static final long NOW = 1_000_000 * MILLI;
    static final Allotment LIMIT = new Allotment(1_000_000, 1_000_000, 1_000_000, 1_000_000);

    final Ring arriving = new Ring();
    final Ring idle = new Ring();
    final Ring busy = new Ring();
    final Victims victims;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ClientConnections owner = new Worker(0, channel.eventLoop()).clients();
    final Holders holders = new Holders(owner.budget(), 0x5eed);

    Crowd() {
        owner.limit(LIMIT);
        victims = new Victims(arriving, idle, busy, holders);
    }

    /** One of this last part of an address, which has been there for so long and holds this part of the heap, in thousandths. */
    ClientConnection arriving(int address, long millis, int heap) {
        ClientConnection made = make(address, millis, heap);
        arriving.addLast(made);
        return made;
    }

    ClientConnection idle(int address, long millis, int heap) {
        ClientConnection made = make(address, millis, heap);
        begin(made, Phase.IDLE, millis);
        idle.addLast(made);
        return made;
    }

    ClientConnection busy(int address, long millis, int heap, Speaker speaker) {
        ClientConnection made = make(address, millis, heap);
        made.occupant(speaker);
        begin(made, Phase.BUSY, millis);
        busy.addLast(made);
        return made;
    }

    /** A busy one that waits for its client and has moved nothing. */
    ClientConnection stuck(int address, long millis, int heap) {
        return busy(address, millis, heap, new Speaker(true, false, 0));
    }

    private ClientConnection make(int address, long millis, int heap) {
        Holder holder = holders.enter(HoldersTest.at("192.0.2." + address));
        ClientConnection made = new ClientConnection(owner, channel, holder, NOW - millis * MILLI);
        made.hold(heap * 1000L, 0);
        return made;
    }

    /** Says what it does, without its owner's rings. */
    private static void begin(ClientConnection made, Phase phase, long millis) {
        made.removed = true;
        made.phase(phase, NOW - millis * MILLI);
        made.removed = false;
    }

    @Nullable
    ClientConnection choose(Resource missing, @Nullable ClientConnection asker) {
        return victims.choose(missing, asker, NOW);
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }

    record Speaker(boolean waitsForClient, boolean tunnels, long progress) implements Occupant {
        @Override
        public void drain() {}
    }
}
