package dev.sluice.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

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

    /** The same for a time that is told to the second, which openssl has no option for. */
    static CertifiedKey issue(Path folder, String subject, Instant from, Instant to) throws Exception {
        X509Certificate issuer = Pem.certificates(folder.resolve("ca/root.pem")).getFirst();
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer.getSubjectX500Principal(),
                BigInteger.valueOf(from.toEpochMilli()),
                Date.from(from),
                Date.from(to),
                new X500Principal(subject),
                pair.getPublic());
        ContentSigner signer =
                new JcaContentSignerBuilder("SHA256withECDSA").build(Pem.privateKey(folder.resolve("ca/root.key")));
        X509Certificate made = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        return CertifiedKey.of(List.of(made), pair.getPrivate(), "test");
    }

    /** Certificate and key in one file, as openssl reads them. */
    static Path file(Path file, CertifiedKey client) throws IOException {
        TestPair.replace(file, TestPair.pem(client.chain().getFirst()) + TestPair.pem(client.key()));
        return file;
    }
}
