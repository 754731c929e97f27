package dev.sluice.dist.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The CA's key and what it signs, by the JDK's {@code keytool}.
 *
 * @param scratch the folder for all of it
 */
record Keytool(Path scratch, Path jdk) {
    private static final String PASSWORD = "training";

    /** Makes the CA's key and its certificate, which serves for {@code localhost} too. */
    void makeCa() throws IOException, InterruptedException {
        run(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-ext",
                "BC=ca:true");
        run("-exportcert", "-rfc", "-file", root().toString());
    }

    /** The file with the CA's certificate. */
    Path root() {
        return scratch.resolve("ca.pem");
    }

    /** TLS with that certificate. */
    SSLContext server() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store().toFile(), PASSWORD.toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    /**
     * Signs a request for a name and returns the chain in PEM.
     *
     * @param request the PKCS #10 request as ACME sends it: in Base64 for URLs
     */
    String sign(int number, String name, String request) throws IOException, InterruptedException {
        Path csr = scratch.resolve(number + ".csr");
        Path certificate = scratch.resolve(number + ".pem");
        String pem =
                Base64.getMimeEncoder().encodeToString(Base64.getUrlDecoder().decode(request));
        Files.writeString(csr, "-----BEGIN CERTIFICATE REQUEST-----\n" + pem + "\n-----END CERTIFICATE REQUEST-----\n");
        String names = "SAN:critical=dns:" + name; // critical because the subject is empty (RFC 5280 section 4.2.1.6)
        run("-gencert", "-rfc", "-infile", csr.toString(), "-outfile", certificate.toString(), "-ext", names);
        return Files.readString(certificate) + Files.readString(root());
    }

    private Path store() {
        return scratch.resolve("ca.p12");
    }

    private void run(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(jdk.resolve("bin/keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "ca", "-keystore", store().toString()));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("keytool.log").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + command);
        }
    }
}
