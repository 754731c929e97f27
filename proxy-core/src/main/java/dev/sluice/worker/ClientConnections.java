package dev.sluice.worker;

import dev.sluice.worker.ClientConnection.Phase;
import dev.sluice.worker.Shedding.What;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The client connections of one worker, and who gives way if there is no room for another or for what one of them wants.
 *
 * <p>First connections to backends that no request needs, then who is idle, then who arrives slowly, then who holds most for longest and
 * moves least; before all others whoever has much more than its part. Newcomers wait in the system's queue meanwhile. So those who take
 * much without using it shut out each other, never newcomers. On the worker's loop only, except what is marked.
 */
public final class ClientConnections {
    /** How long the system's queue holds newcomers before there is another look for room. */
    private static final long WAIT_MILLIS = 20;

    private static final int MAX_GIVEN_UP_AT_ONCE = 64;
    /** What is held may be so much more than the limit, one part in so many, while nobody deserves to be given up yet. */
    private static final int TOLERATED = 16;
    /** A small request may go so much over the limit before it is refused: more than {@link #TOLERATED}, so that it finds room soon. */
    private static final int BORROWED = 8;
    /** Whoever holds more than this of what there may be, in millionths, borrows nothing. */
    private static final int SMALL_SHARE = 10_000;

    /** Looking for somebody to give up costs more than a request: whoever was refused is refused again for so long. */
    private static final long REFUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int EXACTLY = Integer.MAX_VALUE;
    private static final int ARRIVAL_HEAP = Price.CONNECTION.heap() + Price.TLS.heap() + Price.HANDSHAKE.heap();
    private static final int ARRIVAL_NATIVE =
            Price.CONNECTION.nativeBytes() + Price.TLS.nativeBytes() + Price.HANDSHAKE.nativeBytes();

    private final Worker worker;
    private final Budget budget = new Budget();
    private final Shedding shedding = new Shedding();
    private final Kept.Order kept = new Kept.Order();
    private final Doors doors = new Doors();
    private final Holders holders;
    private final Ring arriving = new Ring();
    private final Ring idle = new Ring();
    private final Ring busy = new Ring();
    private final Victims victims;
    private volatile int count;
    private volatile long shed;
    /** For whose request nobody could be given up a moment ago. */
    private @Nullable Holder refused;

    private long refusedNanos;
    private boolean lookingForRoom;
    private boolean relieving;
    private boolean draining;

    ClientConnections(Worker worker, long seed) {
        this.worker = worker;
        this.holders = new Holders(budget, seed);
        this.victims = new Victims(arriving, idle, busy, holders);
    }

    /** Sets how much this worker's clients may make it hold. */
    public void limit(Allotment most) {
        budget.limit(most);
    }

    /** What is held, and how much may be. */
    public Budget budget() {
        return budget;
    }

    /** What was given up or refused. */
    public Shedding shedding() {
        return shedding;
    }

    /** The connections to backends that no request needs now. */
    public Kept.Order kept() {
        return kept;
    }

    /** How many connections there are. Any thread. */
    public int count() {
        return count;
    }

    /** How many connections were given up or refused for want of room. Any thread. */
    public long shed() {
        return shed;
    }

    // ---- coming and going

    /**
     * Takes in a connection that was accepted, or returns null if the number of connections is limited and nobody can be given up for it.
     *
     * @param now the time, as {@link Worker#now()}
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the loop; others only read
    public @Nullable ClientConnection admit(Channel channel, long now) {
        Resource missing = makeRoom(ARRIVAL_HEAP, ARRIVAL_NATIVE, 1, 1, null, now);
        if (missing == Resource.CONNECTIONS) {
            shed++;
            shedding.count(What.NEW_CONNECTION, missing);
            return null;
        }
        // else it is in already: those behind it wait
        InetAddress peer = channel.remoteAddress() instanceof InetSocketAddress inet ? inet.getAddress() : null;
        ClientConnection connection = new ClientConnection(this, channel, holders.enter(peer), now);
        arriving.addLast(connection);
        count++;
        budget.connection(1);
        connection.hold(Price.CONNECTION, true);
        missing = budget.shortOf(ARRIVAL_HEAP, ARRIVAL_NATIVE, 1, 1);
        if (missing != null && kept.isEmpty() && victims.choose(missing, connection, now) == null) {
            letWait(channel, missing);
        }
        return connection;
    }

    /** The connection carries the bytes of this client, not of its peer: what it holds is counted for the client from now on. */
    public void speaksFor(ClientConnection connection, InetAddress client) {
        if (!connection.removed) {
            connection.holder(holders.move(connection, client));
        }
    }

    /** Forgets a connection that has ended. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the loop; others only read
    public void remove(ClientConnection connection) {
        if (!connection.removed) {
            connection.removed = true;
            ring(connection.phase()).remove(connection);
            count--;
            budget.connection(-1);
            budget.add(-connection.heap(), -connection.nativeBytes());
            holders.leave(connection.holder(), connection);
            connection.closeBelongings();
        }
    }

    void move(ClientConnection connection, Phase from, Phase to) {
        if (!connection.removed) {
            ring(from).remove(connection);
            ring(to).addLast(connection);
        }
    }

    private Ring ring(Phase phase) {
        return switch (phase) {
            case ARRIVING -> arriving;
            case IDLE -> idle;
            case BUSY -> busy;
        };
    }

    // ---- room

    /**
     * Looks for room for a connection to a backend, and gives up others for it.
     *
     * @param asker for whom it is; null for one that many use
     * @return null if there is room, else what is short
     */
    public @Nullable Resource roomForBackend(@Nullable ClientConnection asker) {
        int heap = Price.BACKEND.heap();
        int outside = Price.BACKEND.nativeBytes();
        Resource missing = makeRoom(heap, outside, Price.BACKEND.descriptors(), 0, asker, worker.now());
        if (missing == null || mayBorrow(missing, heap, outside, asker)) {
            return null;
        }
        shedding.count(What.BACKEND_CONNECTION, missing);
        return missing;
    }

    /** Looks for room for so much heap, and gives up others for it. Returns null if there is room, else what is short. */
    @Nullable
    Resource room(long heap, ClientConnection asker) {
        Resource missing = budget.shortOf(heap, 0, 0, 0);
        if (missing == null) {
            return null;
        }
        long now = worker.now();
        if (!asker.holder().equals(refused) || now - refusedNanos >= REFUSED_NANOS) {
            missing = makeRoom(heap, 0, 0, 0, asker, now);
            if (missing == null) {
                return null;
            }
            refused = asker.holder();
            refusedNanos = now;
        }
        return mayBorrow(missing, heap, 0, asker) ? null : missing;
    }

    /**
     * Whether a small request is let in although nobody deserves yet to be given up for it. Those who hold much soon do, and have to be
     * found by then: a request that is refused would be lost for want of half a second.
     */
    private boolean mayBorrow(Resource missing, long heap, long outside, @Nullable ClientConnection asker) {
        return (missing == Resource.HEAP || missing == Resource.NATIVE)
                && asker != null
                && asker.share() <= SMALL_SHARE
                && budget.overdrawn(heap, outside, BORROWED) == null;
    }

    private @Nullable Resource makeRoom(
            long heap, long outside, int sockets, int connections, @Nullable ClientConnection asker, long now) {
        Resource missing = budget.shortOf(heap, outside, sockets, connections);
        for (int i = 0; missing != null && i < MAX_GIVEN_UP_AT_ONCE; i++) {
            if (!giveUpOne(missing, asker, now)) {
                return missing;
            }
            missing = budget.shortOf(heap, outside, sockets, connections);
        }
        return missing;
    }

    private boolean giveUpOne(Resource missing, @Nullable ClientConnection asker, long now) {
        if (missing != Resource.CONNECTIONS && kept.giveUpFirst()) {
            shedding.count(What.KEPT_BACKEND, missing);
            return true;
        }
        ClientConnection victim = victims.choose(missing, asker, now);
        if (victim != null) {
            giveUp(victim, missing);
        }
        return victim != null;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the loop; others only read
    private void giveUp(ClientConnection victim, Resource missing) {
        shed++;
        shedding.count(
                switch (victim.phase()) {
                    case IDLE -> What.IDLE_CONNECTION;
                    case ARRIVING -> What.ARRIVING_CONNECTION;
                    case BUSY -> What.BUSY_CONNECTION;
                },
                missing);
        // at once: closing may take seconds if the client does not read, and each newcomer needs a place of its own
        remove(victim);
        cut(victim);
    }

    /** A connection holds more, or less. */
    void held(ClientConnection connection, long onHeap, long outside) {
        Holder holder = connection.holder();
        holder.heap += onHeap;
        holder.nativeBytes += outside;
        held(onHeap, outside);
    }

    /** More is held, or less, for nobody in particular. */
    void held(long onHeap, long outside) {
        budget.add(onHeap, outside);
        if (!relieving && (onHeap > 0 || outside > 0) && budget.overdrawn(0, 0, EXACTLY) != null) {
            relieving = true;
            worker.loop().execute(this::relieve); // not now: whoever says so is in the middle of something
        }
    }

    /** More is held than may be: bytes that have come are not asked for. */
    private void relieve() {
        relieving = false;
        long now = worker.now();
        Resource missing = budget.overdrawn(0, 0, EXACTLY);
        for (int i = 0; missing != null && i < MAX_GIVEN_UP_AT_ONCE; i++) {
            if (!giveUpOne(missing, null, now) && !giveUpAnybody(now)) {
                break;
            }
            missing = budget.overdrawn(0, 0, EXACTLY);
        }
        if (missing != null && !worker.loop().isShuttingDown()) {
            relieving = true;
            worker.loop().schedule(this::relieve, WAIT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** If it is much that is too much, nobody is spared for having come only just now. Returns whether somebody was given up. */
    private boolean giveUpAnybody(long now) {
        Resource missing = budget.overdrawn(0, 0, TOLERATED);
        ClientConnection worst = missing == null ? null : victims.worst(now);
        if (missing != null && worst != null) {
            giveUp(worst, missing);
        }
        return worst != null;
    }

    /** Newcomers wait in the system's queue until there is room; not if it is their number that is limited. */
    private void letWait(Channel channel, Resource missing) {
        Channel listening = channel.parent();
        if (listening == null || missing == Resource.CONNECTIONS) {
            return; // who limits their number wants to have the others refused
        }
        shedding.count(What.WAITING_CONNECTIONS, missing);
        doors.close(listening);
        lookLater();
    }

    private void lookLater() {
        if (!lookingForRoom && !worker.loop().isShuttingDown()) {
            lookingForRoom = true;
            worker.loop().schedule(this::lookForRoom, WAIT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void lookForRoom() {
        lookingForRoom = false;
        if (draining || makeRoom(ARRIVAL_HEAP, ARRIVAL_NATIVE, 1, 1, null, worker.now()) == null) {
            doors.open();
        } else {
            lookLater();
        }
    }

    // ---- ends

    /** Tells every connection that the process stops, and every later one as it comes. */
    public void drain() {
        draining = true;
        for (ClientConnection connection : all()) {
            connection.drain();
        }
    }

    /** Ends those connections as when the process stops: what runs may end. */
    public void drain(Predicate<Channel> which) {
        for (ClientConnection connection : all()) {
            if (which.test(connection.channel())) {
                connection.drain();
            }
        }
    }

    /** Closes every connection at once. */
    public void closeAll() {
        for (ClientConnection connection : all()) {
            cut(connection);
        }
    }

    boolean draining() {
        return draining;
    }

    private static void cut(ClientConnection connection) {
        ChannelHandlerContext first = connection.channel().pipeline().firstContext();
        if (first == null) {
            connection.channel().close();
        } else {
            first.close(); // past TLS, which would wait for a peer that takes nothing
        }
    }

    private List<ClientConnection> all() {
        List<ClientConnection> all = new ArrayList<>(count);
        for (Ring ring : List.of(arriving, idle, busy)) {
            for (ClientConnection c = ring.first(); c != null; c = c.next) {
                all.add(c);
            }
        }
        return all;
    }
}
