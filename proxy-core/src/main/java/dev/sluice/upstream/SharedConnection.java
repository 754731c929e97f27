package dev.sluice.upstream;

import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/** A connection to an endpoint that carries several exchanges at once. On the worker's loop only. */
public interface SharedConnection extends BackendConnection {

    /**
     * Whether one more exchange may use it now.
     *
     * @param tls whom the exchange trusts, or null for plain text: another file of authorities is another context
     */
    boolean takesMore(@Nullable SslContext tls);

    /** Takes no more exchanges; it closes when those that it carries have ended. */
    @Override
    void close();
}
