package dev.sluice.harness;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Revokes a certificate at a CA by its own key, as whoever finds a key on the street does (RFC 8555 section 7.6). */
public final class Revocation {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final int COORDINATE = 32;
    private final PebbleProcess ca;
    private final X509Certificate certificate;
    private final PrivateKey key;

    private Revocation(PebbleProcess ca, X509Certificate certificate, PrivateKey key) {
        this.ca = ca;
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * Revokes it, for a key that others have.
     *
     * @param stored a file with a private key of P-256 and its certificate in PEM
     */
    public static void of(PebbleProcess ca, Path stored) throws Exception {
        String text = Files.readString(stored);
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(block(text, "CERTIFICATE")));
        PrivateKey key =
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(block(text, "PRIVATE KEY")));
        new Revocation(ca, certificate, key).send();
    }

    private static byte[] block(String text, String kind) {
        String from = text.substring(text.indexOf("-----BEGIN " + kind + "-----"));
        return Base64.getMimeDecoder().decode(from.substring(from.indexOf('\n'), from.indexOf("-----END")));
    }

    private void send() throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(RawClient.trusting(ca.trust()))
                .build()) {
            String directory = get(client, ca.directory()).body();
            String nonce = get(client, member(directory, "newNonce"))
                    .headers()
                    .firstValue("Replay-Nonce")
                    .orElseThrow();
            String url = member(directory, "revokeCert");
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .header("Content-Type", "application/jose+json")
                    .POST(HttpRequest.BodyPublishers.ofString(signed(url, nonce)))
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError("not revoked: " + response.statusCode() + " " + response.body());
            }
        }
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String member(String json, String name) {
        String from = json.substring(json.indexOf("\"" + name + "\""));
        int start = from.indexOf("http");
        return from.substring(start, from.indexOf('"', start));
    }

    private String signed(String url, String nonce) throws Exception {
        ECPublicKey open = (ECPublicKey) certificate.getPublicKey();
        String header =
                encoded(("{\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"},"
                                + "\"nonce\":\"%s\",\"url\":\"%s\"}")
                        .formatted(
                                coordinate(open.getW().getAffineX()),
                                coordinate(open.getW().getAffineY()),
                                nonce,
                                url));
        String payload = encoded(
                "{\"certificate\":\"%s\",\"reason\":1}".formatted(BASE64URL.encodeToString(certificate.getEncoded())));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key);
        signature.update((header + "." + payload).getBytes(US_ASCII));
        return "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
                .formatted(header, payload, BASE64URL.encodeToString(signature.sign()));
    }

    private static String encoded(String text) {
        return BASE64URL.encodeToString(text.getBytes(US_ASCII));
    }

    private static String coordinate(BigInteger value) {
        byte[] padded = new byte[COORDINATE];
        byte[] bytes = value.toByteArray();
        int from = Math.max(0, bytes.length - COORDINATE);
        System.arraycopy(bytes, from, padded, COORDINATE - (bytes.length - from), bytes.length - from);
        return BASE64URL.encodeToString(padded);
    }
}
