package dev.sluice.acme.dns;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests to AWS (Signature Version 4). For paths that need no escaping.
 *
 * @param keys who signs
 * @param scope region and service, such as {@code us-east-1/route53}
 */
record AwsSignature(AwsKeys keys, String scope) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The header fields that a request needs beside {@code Host}, its signature among them. */
    Map<String, String> headers(String method, URI uri, String body, Instant now) {
        String time = TIME.format(now);
        Map<String, String> signed = new TreeMap<>(Map.of("host", uri.getAuthority(), "x-amz-date", time));
        if (!keys.session().isEmpty()) {
            signed.put("x-amz-security-token", keys.session());
        }
        String names = String.join(";", signed.keySet());
        String request = canonical(method, uri, signed, names) + hash(body);
        String credential = time.substring(0, 8) + "/" + scope + "/aws4_request";
        String text = String.join("\n", ALGORITHM, time, credential, hash(request));
        String signature = HexFormat.of().formatHex(mac(signingKey(credential), text));
        Map<String, String> headers = new LinkedHashMap<>(signed);
        headers.remove("host"); // the client writes it
        headers.put(
                "Authorization",
                ALGORITHM + " Credential=" + keys.id() + "/" + credential + ", SignedHeaders=" + names + ", Signature="
                        + signature);
        return headers;
    }

    private static String canonical(String method, URI uri, Map<String, String> signed, String names) {
        StringBuilder text = new StringBuilder(method).append('\n');
        text.append(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath()).append('\n');
        text.append(query(uri.getRawQuery() == null ? "" : uri.getRawQuery())).append('\n');
        signed.forEach(
                (name, value) -> text.append(name).append(':').append(value).append('\n'));
        return text.append('\n').append(names).append('\n').toString();
    }

    private static String query(String raw) {
        List<String> parameters = new ArrayList<>(List.of(raw.split("&", -1)));
        parameters.sort(null);
        return String.join("&", parameters);
    }

    private byte[] signingKey(String credential) {
        byte[] key = ("AWS4" + keys.secret()).getBytes(StandardCharsets.UTF_8);
        for (String part : credential.split("/", -1)) {
            key = mac(key, part);
        }
        return key;
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
