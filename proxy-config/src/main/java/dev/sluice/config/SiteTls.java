package dev.sluice.config;

import java.nio.file.Path;

/** How a site comes by its certificate. */
public sealed interface SiteTls {

    /** A configured file that fits the name, else ACME for names a public CA would sign, else the local CA. */
    record Auto() implements SiteTls {}

    /** A certificate of the local CA. */
    record SelfSigned() implements SiteTls {}

    /** Plain HTTP only. */
    record Off() implements SiteTls {}

    /** PEM files: the certificate with its chain, and its private key. */
    record Files(Path cert, Path key) implements SiteTls {}
}
