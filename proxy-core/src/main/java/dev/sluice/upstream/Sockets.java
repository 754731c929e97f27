package dev.sluice.upstream;

import dev.sluice.worker.Worker;
import io.netty.bootstrap.Bootstrap;
import java.net.SocketAddress;
import java.nio.file.Path;

/** Gives sockets of the transport in use. Any thread. */
public interface Sockets {

    /** A new bootstrap for connecting from a worker's loop to such an address, without a handler. */
    Bootstrap connector(Worker worker, SocketAddress address);

    /** The address of a Unix socket in the form that the transport connects to. */
    SocketAddress unixAddress(Path path);
}
