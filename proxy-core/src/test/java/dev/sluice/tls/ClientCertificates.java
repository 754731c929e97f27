package dev.sluice.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates that clients show, made by openssl with the CA of a {@link TestPair}. */
final class ClientCertificates {
    private ClientCertificates() {}

    static CertifiedKey issue(Path folder, String subject) throws IOException, InterruptedException {
        Path key = folder.resolve("client.key");
        Path request = folder.resolve("client.csr");
        Path cert = folder.resolve("client.crt");
        Path extensions = folder.resolve("client.ext");
        Files.writeString(extensions, "extendedKeyUsage=clientAuth\n");
        OpenSslClient.run(
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/" + subject.replace(',', '/'),
                "-keyout",
                key.toString(),
                "-out",
                request.toString());
        OpenSslClient.run(
                "x509",
                "-req",
                "-in",
                request.toString(),
                "-days",
                "30",
                "-out",
                cert.toString(),
                "-CA",
                folder.resolve("ca/root.pem").toString(),
                "-CAkey",
                folder.resolve("ca/root.key").toString(),
                "-CAcreateserial",
                "-extfile",
                extensions.toString());
        List<X509Certificate> chain = Pem.certificates(cert);
        return CertifiedKey.of(chain, Pem.privateKey(key), "test");
    }
}
