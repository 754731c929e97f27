package dev.sluice.dist.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A message of an ACME client; nobody checks the signature. */
final class SignedMessage {
    private static final Pattern PAYLOAD = Pattern.compile("\"payload\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern VALUE = Pattern.compile("\"(?:value|csr)\"\\s*:\\s*\"([^\"]*)\"");

    private SignedMessage() {}

    /** What was signed; empty if there is nothing of the kind. */
    static String payload(String body) {
        Matcher payload = PAYLOAD.matcher(body);
        return payload.find()
                ? new String(Base64.getUrlDecoder().decode(payload.group(1)), StandardCharsets.UTF_8)
                : "";
    }

    /** The name in an order, or the request that is to be signed. */
    static String value(String payload) throws IOException {
        Matcher value = VALUE.matcher(payload);
        if (!value.find()) {
            throw new IOException("neither an order nor a certificate request: " + payload);
        }
        return value.group(1);
    }
}
