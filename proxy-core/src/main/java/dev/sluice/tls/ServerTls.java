package dev.sluice.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** A certificate and the rules it is handed out under: what a client's connection was given. Any thread. */
public final class ServerTls {
    private final SslContext context;
    private final String identity;
    private final boolean clientCertificate;
    private final CertifiedKey certified;

    ServerTls(SslContext context, String identity, boolean clientCertificate, CertifiedKey certified) {
        this.context = context;
        this.identity = identity;
        this.clientCertificate = clientCertificate;
        this.certified = certified;
    }

    /**
     * Which certificate source and which rules for clients: two with equal identity are the same to a client, and what was
     * verified under one holds for the other. Stays the same when a certificate is renewed.
     */
    public String identity() {
        return identity;
    }

    /** Whether clients must show a certificate of the site's {@code client-ca}. */
    public boolean clientCertificate() {
        return clientCertificate;
    }

    /** Whether the certificate is valid for a host: lower case, no port, no trailing dot, no brackets. */
    public boolean covers(String host) {
        return certified.names().covers(host);
    }

    CertifiedKey certified() {
        return certified;
    }

    SslContext context() {
        return context;
    }

    /**
     * The handler for one connection, or null when this has been replaced and released meanwhile: select again then.
     *
     * <p>A new engine keeps the context alive until it is released itself, so connections outlive the swap.
     */
    @Nullable
    SslHandler newHandler(ByteBufAllocator allocator) {
        try {
            ReferenceCountUtil.retain(context);
        } catch (IllegalReferenceCountException _) {
            return null;
        }
        try {
            return context.newHandler(allocator);
        } finally {
            ReferenceCountUtil.release(context);
        }
    }

    /** Gives up the owner's reference; to be called once. */
    void release() {
        ReferenceCountUtil.release(context);
    }

    @Override
    public String toString() {
        return identity;
    }
}
