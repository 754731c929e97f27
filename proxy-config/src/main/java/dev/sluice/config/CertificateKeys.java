package dev.sluice.config;

import dev.sluice.config.TlsConfig.CertificateFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A certificate with its key, as two PEM files. */
final class CertificateKeys {

    static final Key<Path> CERT =
            Key.of("cert", FileNames.READABLE, "", "PEM file with the certificate and its chain.");
    static final Key<Path> KEY = Key.of("key", FileNames.READABLE, "", "PEM file with the private key.");
    static final Key<Path> CLIENT_CA = Key.of(
            "client-ca", FileNames.READABLE, "", "PEM file with the CAs that client certificates must come from.");

    static final Keys FILES = new Keys("certificate", CERT, KEY);
    static final Keys SITE = new Keys("site-tls", CERT, KEY, CLIENT_CA);

    private CertificateKeys() {}

    /** What {@code tls} of a site may say. */
    record Setting(SiteTls tls, @Nullable Path clientCa) {}

    static final Shape<List<CertificateFiles>> LIST =
            new ListOf<>("a list of {cert: FILE, key: FILE}", FILES.then(CertificateKeys::files), true, true);

    static final Shape<Setting> SETTING = new Forms<>(
            "auto, self-signed, off or {cert: FILE, key: FILE}",
            Scalars.choice(words()).then((tls, node, in) -> new Setting(tls, null)),
            null,
            SITE.then(CertificateKeys::setting));

    private static Map<String, SiteTls> words() {
        Map<String, SiteTls> words = new LinkedHashMap<>();
        words.put("auto", new SiteTls.Auto());
        words.put("self-signed", new SiteTls.SelfSigned());
        words.put("off", new SiteTls.Off());
        return words;
    }

    private static @Nullable CertificateFiles files(Values values, Node node, Reading in) {
        Path cert = values.get(CERT);
        Path key = values.get(KEY);
        if (!values.has(CERT) || !values.has(KEY)) {
            in.error(node, "a certificate needs both 'cert' and 'key', each the name of a PEM file");
        }
        return cert == null || key == null ? null : new CertificateFiles(cert, key, node.at());
    }

    private static @Nullable Setting setting(Values values, Node node, Reading in) {
        Path clientCa = values.get(CLIENT_CA);
        if (values.has(CLIENT_CA) && !values.has(CERT) && !values.has(KEY)) {
            return new Setting(new SiteTls.Auto(), clientCa);
        }
        CertificateFiles files = files(values, node, in);
        return files == null ? null : new Setting(new SiteTls.Files(files.cert(), files.key()), clientCa);
    }
}
