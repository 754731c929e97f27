/**
 * Certificates and TLS: which certificate a client is handed, by the name that it asks for, and how backends are verified.
 *
 * <p>Knows nothing of requests, routes or sites' behaviour beyond their names and TLS keys in the configuration. Event loops
 * only read: files, keys and the local CA are worked on by the thread that applies a configuration and by one background
 * thread. Start at {@link dev.sluice.tls.CertificateStore}.
 */
@NullMarked
package dev.sluice.tls;

import org.jspecify.annotations.NullMarked;
