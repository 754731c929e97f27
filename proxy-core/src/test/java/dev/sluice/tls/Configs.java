package dev.sluice.tls;

import dev.sluice.config.AcmeConfig;
import dev.sluice.config.Config;
import dev.sluice.config.Discovered;
import dev.sluice.config.HostPattern;
import dev.sluice.config.LimitsConfig;
import dev.sluice.config.ListenConfig;
import dev.sluice.config.LogConfig;
import dev.sluice.config.Position;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.SiteTls;
import dev.sluice.config.TlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configurations in which only TLS matters. */
final class Configs {
    private Configs() {}

    static Config of(SiteConfig... sites) {
        return of(TlsConfig.DEFAULT, sites);
    }

    static Config of(TlsConfig tls, SiteConfig... sites) {
        AcmeConfig acme = new AcmeConfig(
                false,
                null,
                new AcmeConfig.Directory("letsencrypt", "https://acme-v02.api.letsencrypt.org/directory"),
                List.of(),
                null,
                null,
                null,
                List.of(),
                null,
                null,
                AcmeConfig.KeyKind.P256,
                null);
        return new Config(
                Path.of("sluice.yaml"),
                null,
                List.of(sites),
                new ListenConfig(List.of(), List.of(), List.of()),
                acme,
                null,
                tls,
                List.of(),
                false,
                LogConfig.DEFAULT,
                LimitsConfig.DEFAULT,
                Duration.ZERO,
                null,
                Discovered.NOTHING);
    }

    static TlsConfig certificates(TestPair... pairs) {
        return new TlsConfig(
                TlsConfig.MinVersion.TLS_1_2,
                Arrays.stream(pairs)
                        .map(pair -> new TlsConfig.CertificateFiles(pair.cert(), pair.key(), new Position(3, 5)))
                        .toList());
    }

    static SiteConfig site(String name, String... aliases) {
        return site(new SiteTls.Auto(), null, name, aliases);
    }

    static SiteConfig site(SiteTls tls, @Nullable Path clientCa, String name, String... aliases) {
        return new SiteConfig(
                new Position(7, 3),
                pattern(name),
                Arrays.stream(aliases).map(Configs::pattern).toList(),
                false,
                tls,
                clientCa,
                true,
                null,
                List.of());
    }

    static SiteTls files(TestPair pair) {
        return new SiteTls.Files(pair.cert(), pair.key());
    }

    private static HostPattern pattern(String name) {
        if (name.equals("*")) {
            return HostPattern.ANY;
        }
        return name.startsWith("*.")
                ? new HostPattern(HostPattern.Kind.WILDCARD, name.substring(2))
                : new HostPattern(HostPattern.Kind.EXACT, name);
    }
}
