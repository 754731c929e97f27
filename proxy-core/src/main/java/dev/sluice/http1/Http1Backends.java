package dev.sluice.http1;

import dev.sluice.exchange.Exchange;
import dev.sluice.http.ResponseHeads;
import dev.sluice.upstream.Endpoint;
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

    /** Gives the exchange the connection that was used last. Returns false where none is kept. */
    public boolean reuse(Endpoint endpoint, Exchange exchange) {
        Http1BackendStream kept = exchange.wantsNewConnection() ? null : kept(endpoint);
        if (kept == null) {
            return false;
        }
        kept.attach(exchange);
        exchange.backendReady(kept);
        return true;
    }

    private @Nullable Http1BackendStream kept(Endpoint endpoint) {
        while (endpoint.state().pool(worker).take() instanceof Http1BackendStream stream) {
            if (stream.usable(endpoint.tls())) {
                return stream;
            }
            stream.close();
        }
        return null;
    }

    /** Gives the exchange a connection that has just been made, TLS included. */
    public void adopt(Channel connected, Endpoint endpoint, Exchange exchange) {
        Http1BackendStream stream = new Http1BackendStream(worker, endpoint.state(), endpoint.tls(), heads);
        connected.pipeline().addLast(stream);
        stream.attach(exchange);
        exchange.backendReady(stream);
    }
}
