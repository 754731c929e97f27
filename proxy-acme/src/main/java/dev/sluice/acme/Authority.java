package dev.sluice.acme;

import dev.sluice.config.AcmeConfig;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A CA that speaks ACME.
 *
 * @param name for people
 * @param directory where its resources are found
 * @param staging the directory for trying things out; null where it has none
 */
record Authority(String name, URI directory, @Nullable URI staging) {
    private static final String LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";
    private static final URI LETS_ENCRYPT_STAGING =
            URI.create("https://acme-staging-v02.api.letsencrypt.org/directory");

    static Authority of(AcmeConfig.Directory directory) {
        URI staging = directory.url().equals(LETS_ENCRYPT) ? LETS_ENCRYPT_STAGING : null;
        return new Authority(name(directory), URI.create(directory.url()), staging);
    }

    private static String name(AcmeConfig.Directory directory) {
        return switch (directory.name()) {
            case "letsencrypt" -> "Let's Encrypt";
            case "letsencrypt-staging" -> "Let's Encrypt (staging)";
            case "zerossl" -> "ZeroSSL";
            default -> "the CA at " + URI.create(directory.url()).getAuthority();
        };
    }

    /** The staging directory as a CA of its own; null where there is none. */
    @Nullable
    Authority stagingAuthority() {
        return staging == null ? null : new Authority(name + " (staging)", staging, null);
    }
}
