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
        return new Authority(name(directory), URI.create(directory.url()), staging(directory));
    }

    /** A test has to bring both CAs; no private one is known to have a second for trying things out. */
    private static @Nullable URI staging(AcmeConfig.Directory directory) {
        String test = System.getProperty("sluice.acme.staging");
        boolean known = directory.url().equals(LETS_ENCRYPT);
        return known ? LETS_ENCRYPT_STAGING : test == null ? null : URI.create(test);
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
