package dev.sluice.acme;

import dev.sluice.config.AcmeConfig.Challenge;
import dev.sluice.config.Config;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;

/** A way to prove that a name is ours. */
enum ProofKind {
    /** In a TLS handshake. */
    TLS_ALPN(TlsAlpn01Challenge.TYPE),
    /** By a file over plain HTTP. */
    HTTP(Http01Challenge.TYPE),
    /** By a DNS record that is made for it. */
    DNS(Dns01Challenge.TYPE),
    /** By a DNS record that stays. */
    DNS_PERSIST(PersistChallenge.TYPE);

    private final String type;

    ProofKind(String type) {
        this.type = type;
    }

    /** The name in the protocol. */
    String type() {
        return type;
    }

    /** Whether a CA may take this kind for such a name at all. */
    boolean proves(Authorization authorization) {
        boolean address =
                Identifier.TYPE_IP.equals(authorization.getIdentifier().getType());
        return byRecord() ? !address : !authorization.isWildcard();
    }

    /** By DNS: the only way for wildcards. */
    boolean byRecord() {
        return this == DNS || this == DNS_PERSIST;
    }

    /** What a configuration allows, in its order; kinds whose listener is off are left out. */
    static List<ProofKind> of(Config config) {
        List<ProofKind> kinds = new ArrayList<>();
        for (Challenge challenge : config.acme().challenges()) {
            ProofKind kind = of(challenge);
            boolean deaf = (kind == TLS_ALPN && config.listen().https().isEmpty())
                    || (kind == HTTP && config.listen().http().isEmpty());
            if (!deaf) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    private static ProofKind of(Challenge challenge) {
        return switch (challenge) {
            case TLS_ALPN_01 -> TLS_ALPN;
            case HTTP_01 -> HTTP;
            case DNS_01 -> DNS;
            case DNS_PERSIST_01 -> DNS_PERSIST;
        };
    }

    /** The same kinds with one of them first. */
    static List<ProofKind> preferring(@Nullable ProofKind first, List<ProofKind> kinds) {
        List<ProofKind> sorted = new ArrayList<>(kinds);
        if (first != null && sorted.remove(first)) {
            sorted.addFirst(first);
        }
        return sorted;
    }

    static @Nullable ProofKind parse(@Nullable String type) {
        for (ProofKind kind : values()) {
            if (kind.type.equals(type)) {
                return kind;
            }
        }
        return null;
    }
}
