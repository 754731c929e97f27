package dev.sluice.http1;

import dev.sluice.exchange.BackendListener;
import dev.sluice.http.ResponseHeads;
import dev.sluice.upstream.BackendConnection;
import dev.sluice.upstream.ConnectionPool;
import dev.sluice.upstream.Endpoint;
import dev.sluice.upstream.PrivateConnections;
import dev.sluice.worker.Worker;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** The HTTP/1.1 connections of one worker to endpoints. On its loop only. */
public final class Http1Backends {
    private final Worker worker;
    private final ResponseHeads heads = new ResponseHeads();

    /** Makes those of one worker. */
    public Http1Backends(Worker worker) {
        this.worker = worker;
    }

    /** Gives the exchange a connection that belongs to its client's connection alone. Returns false if there is none. */
    public boolean reuseOwn(Endpoint endpoint, BackendListener listener) {
        PrivateConnections own = PrivateConnections.of(listener.client());
        if (own == null || listener.wantsNewConnection()) {
            return false;
        }
        BackendConnection kept = own.take(endpoint.state());
        while (kept != null && !isUsable(kept, endpoint)) {
            kept = own.take(endpoint.state());
        }
        return use(kept, listener);
    }

    /** Gives the exchange the connection that was used last. Returns false where none is kept. */
    public boolean reuse(Endpoint endpoint, BackendListener listener) {
        if (listener.wantsNewConnection()) {
            return false;
        }
        ConnectionPool pool = endpoint.state().pool(worker);
        BackendConnection kept = pool.take();
        while (kept != null && !isUsable(kept, endpoint)) {
            kept = pool.take();
        }
        return use(kept, listener);
    }

    private static boolean isUsable(BackendConnection kept, Endpoint endpoint) {
        if (kept instanceof Http1BackendStream stream && stream.usable(endpoint)) {
            return true;
        }
        kept.close();
        return false;
    }

    private static boolean use(@Nullable BackendConnection kept, BackendListener listener) {
        if (kept instanceof Http1BackendStream stream) {
            stream.attach(listener);
            listener.backendReady(stream);
            return true;
        }
        return false;
    }

    /** Gives the exchange a connection that has just been made, TLS included. */
    public void adopt(Channel connected, Endpoint endpoint, BackendListener listener) {
        Http1BackendStream stream = new Http1BackendStream(worker, endpoint.state(), endpoint.tls(), heads);
        connected.pipeline().addLast(stream);
        stream.attach(listener);
        listener.backendReady(stream);
    }
}
