package dev.sluice.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One configuration file, checked and complete: every default is filled in.
 *
 * @param file the file it was read from
 * @param email contact of the ACME account, also found in {@link #acme()}; null when none was given
 * @param sites in the order of the file; host names are unique over all names and aliases
 * @param data folder for what must last; null means the default location, which the launcher decides
 * @param trustedProxies networks whose forwarding headers and PROXY protocol are believed
 * @param proxyProtocol whether clients in {@code trustedProxies} start with a PROXY v1 or v2 header
 * @param grace how long work in flight gets after SIGTERM; zero means none
 * @param docker the engine that is asked for containers with labels; null for none
 * @param discovered which of the routes come from labels, nothing in a configuration as the file has it
 */
public record Config(
        Path file,
        @Nullable String email,
        List<SiteConfig> sites,
        ListenConfig listen,
        AcmeConfig acme,
        @Nullable Path data,
        TlsConfig tls,
        List<Network> trustedProxies,
        boolean proxyProtocol,
        LogConfig log,
        LimitsConfig limits,
        Duration grace,
        @Nullable DockerAddress docker,
        Discovered discovered) {

    /** Copies the lists. */
    public Config {
        sites = List.copyOf(sites);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** The same with other sites. */
    Config with(List<SiteConfig> others, Discovered origin) {
        return new Config(
                file,
                email,
                others,
                listen,
                acme,
                data,
                tls,
                trustedProxies,
                proxyProtocol,
                log,
                limits,
                grace,
                docker,
                origin);
    }
}
