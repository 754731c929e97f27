package dev.sluice.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Certificates from a public or private CA (RFC 8555).
 *
 * @param enabled false for {@code acme: off}; the rest then holds the defaults
 * @param email contact of the account; null for none
 * @param directory the CA to ask
 * @param fallback CAs to ask, in this order, when it fails
 * @param eab external account binding (RFC 8555 section 7.3.4); null for none
 * @param profile the CA's certificate profile; null for its default
 * @param storage folder of the account and certificates; null for {@code acme} in the data folder
 * @param challenges the kinds to try, in this order
 * @param dns how DNS records are made and looked at; null where dns-01 is not used
 * @param ca PEM file with the CAs to trust when speaking to the ACME server; null for the system's
 * @param key kind of key for new certificates
 * @param webhook URL that is told when a certificate nears its end; null for none
 */
public record AcmeConfig(
        boolean enabled,
        @Nullable String email,
        Directory directory,
        List<Directory> fallback,
        @Nullable Eab eab,
        @Nullable String profile,
        @Nullable Path storage,
        List<Challenge> challenges,
        @Nullable Dns dns,
        @Nullable Path ca,
        KeyKind key,
        @Nullable String webhook) {

    /** Copies the lists. */
    public AcmeConfig {
        fallback = List.copyOf(fallback);
        challenges = List.copyOf(challenges);
    }

    /**
     * An ACME server.
     *
     * @param name the short name in the file, or the URL
     * @param url of its directory, absolute
     */
    public record Directory(String name, String url) {}

    /** The key a CA gave for external account binding; {@code hmacKey} is secret. */
    public record Eab(String keyId, String hmacKey) {
        /** Leaves the secret out. */
        @Override
        public String toString() {
            return "Eab[keyId=" + keyId + "]";
        }
    }

    /**
     * How DNS records are made; {@code settings} are the provider's other keys as written, some of them secret.
     */
    public record Dns(Provider provider, Map<String, String> settings) {
        /** Copies the map. */
        public Dns {
            settings = Map.copyOf(settings);
        }

        /** Leaves the secrets out. */
        @Override
        public String toString() {
            return "Dns[provider=" + provider + ", settings=" + settings.keySet() + "]";
        }
    }

    /** Who serves the zone. */
    public enum Provider {
        /** DNS UPDATE (RFC 2136). */
        RFC2136,
        /** Cloudflare's API. */
        CLOUDFLARE,
        /** Amazon Route 53. */
        ROUTE53,
        /** A server of acme-dns. */
        ACME_DNS,
        /** A program of the user's. */
        EXEC,
        /** The user makes records by hand; only for the kind of challenge whose record stays. */
        MANUAL
    }

    /** Kinds of challenge. */
    public enum Challenge {
        /** RFC 8737. */
        TLS_ALPN_01,
        /** RFC 8555 section 8.3. */
        HTTP_01,
        /** RFC 8555 section 8.4. */
        DNS_01,
        /** A draft: one record that stays (draft-ietf-acme-dns-persist). */
        DNS_PERSIST_01
    }

    /** Kinds of key. */
    public enum KeyKind {
        /** ECDSA on P-256. */
        P256,
        /** ECDSA on P-384. */
        P384,
        /** RSA with 2048 bits. */
        RSA2048
    }
}
