package dev.sluice.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The fields by which a proxy tells an application of its client: address, scheme, host, path, certificate. Frameworks, common
 * middleware and much copied code believe them without being asked, so a client must not send them itself.
 *
 * <p>{@code docs/threat-model.md} has the list with who believes what. Not here: fields that clients have reason to send
 * ({@code X-HTTP-Method-Override}), and those of users' names ({@code Remote-User}), which an application believes only if it is told to.
 */
final class ClientClaims {
    private static final byte[] VARIABLE = "http-".getBytes(StandardCharsets.US_ASCII);

    private static final FieldNameSet CLAIMS = FieldNameSet.of(
            List.of(
                    // the client's address
                    "X-Forwarded",
                    "X-Forward-For",
                    "X-Real-IP",
                    "Forwarded",
                    "Forwarded-For",
                    "Client-IP",
                    "X-Client-IP",
                    "X-ClientIP",
                    "X-Cluster-Client-IP",
                    "True-Client-IP",
                    "X-True-Client-IP",
                    "CF-Connecting-IP",
                    "CF-Connecting-IPv6",
                    "CF-Pseudo-IPv4",
                    "Fastly-Client-IP",
                    "Fly-Client-IP",
                    "DO-Connecting-IP",
                    "Incap-Client-IP",
                    "X-Sucuri-ClientIP",
                    "Ali-CDN-Real-IP",
                    "CDN-Src-IP",
                    "CloudFront-Viewer-Address",
                    "X-AppEngine-User-IP",
                    "X-AppEngine-Remote-Addr",
                    "X-Azure-ClientIP",
                    "X-Azure-SocketIP",
                    "X-Envoy-External-Address",
                    "X-NF-Client-Connection-IP",
                    "X-Vercel-Forwarded-For",
                    "X-Vercel-Proxied-For",
                    "X-Original-Forwarded-For",
                    "X-Original-For",
                    "X-Originating-IP",
                    "X-ProxyUser-IP",
                    "Proxy-Client-IP",
                    "X-Remote-IP",
                    "X-Remote-Addr",
                    "Remote-Addr",
                    // its scheme
                    "X-Scheme",
                    "X-Url-Scheme",
                    "X-Original-Proto",
                    "X-Original-Scheme",
                    "X-ARR-SSL",
                    "Front-End-Https",
                    "CF-Visitor",
                    "CloudFront-Forwarded-Proto",
                    // the host that it asked for
                    "X-Host",
                    "X-Original-Host",
                    "X-Real-Host",
                    "X-HTTP-Host-Override",
                    // the path
                    "X-Original-URL",
                    "X-Original-URI",
                    "X-Original-Path",
                    "X-Original-Prefix",
                    "X-Original-Method",
                    "X-Rewrite-URL",
                    "X-Rewrite-URI",
                    "X-Envoy-Original-Path",
                    "X-WAWS-Unencoded-URL",
                    "X-Script-Name",
                    "Script-Name",
                    "Path-Info",
                    "X-Sendfile-Type",
                    "X-Accel-Mapping",
                    // its certificate
                    "Client-Cert",
                    "X-Client-Cert",
                    "X-ARR-ClientCert"),
            List.of("X-Forwarded-", "WL-Proxy-", "SSL-Client-", "X-SSL-Client-", "X-Amzn-Mtls-", "Client-Cert-"));

    private ClientClaims() {}

    /** Whether {@code bytes[from, to)} is such a name, however it is spelled. */
    static boolean has(byte[] bytes, int from, int to) {
        // some code takes the variable's name for the field's, as in getHeader("HTTP_X_FORWARDED_FOR")
        return CLAIMS.has(bytes, from, to)
                || (Ascii.startsFolded(bytes, from, to, VARIABLE) && CLAIMS.has(bytes, from + VARIABLE.length, to));
    }
}
