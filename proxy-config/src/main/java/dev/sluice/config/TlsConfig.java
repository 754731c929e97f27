package dev.sluice.config;

import java.nio.file.Path;
import java.util.List;

/**
 * TLS towards clients.
 *
 * @param certificates PEM files, chosen by the names they are valid for; they win over ACME
 */
public record TlsConfig(MinVersion minVersion, List<CertificateFiles> certificates) {

    /** What holds unless the file says otherwise. */
    public static final TlsConfig DEFAULT = new TlsConfig(MinVersion.TLS_1_2, List.of());

    /** Copies the list. */
    public TlsConfig {
        certificates = List.copyOf(certificates);
    }

    /** Lowest version of TLS that is spoken. */
    public enum MinVersion {
        /** RFC 5246. */
        TLS_1_2,
        /** RFC 8446. */
        TLS_1_3
    }

    /** A certificate with its chain, and its private key, both PEM, and where they stand in the file. */
    public record CertificateFiles(Path cert, Path key, Position at) {}
}
