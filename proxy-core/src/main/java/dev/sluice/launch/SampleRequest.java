package dev.sluice.launch;

import dev.sluice.config.Config;
import dev.sluice.config.Network;
import dev.sluice.http.ClientFacts;
import java.net.IDN;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that nobody has sent.
 *
 * @param authority host, with its port where the URL has one
 * @param target path and query
 * @param headers names and values in turn; with a Host only where one was given
 * @param client its address
 */
record SampleRequest(
        boolean secure, String authority, String target, String method, List<String> headers, InetAddress client) {

    private static final Pattern URL =
            Pattern.compile("(?:(https?)://)?([^/?#]+)([^#]*)(?:#.*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern PORT = Pattern.compile(":([0-9]{1,5})$");

    /** What was given is no request. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    /** Copies the list. */
    SampleRequest {
        headers = List.copyOf(headers);
    }

    /** Reads what a user has written; without a scheme https is meant. */
    static SampleRequest of(String url, String method, List<String> lines, String from) throws Unusable {
        Matcher parts = URL.matcher(url);
        if (!parts.matches() || url.chars().anyMatch(c -> c <= ' ')) {
            throw new Unusable("'" + url + "' is not a URL: write it as https://www.example.com/path");
        }
        if (!TOKEN.matcher(method).matches()) {
            throw new Unusable("'" + method + "' is not a method: write it as -X POST");
        }
        String path = parts.group(3);
        return new SampleRequest(
                !"http".equalsIgnoreCase(parts.group(1)),
                ascii(parts.group(2)),
                escaped(path.startsWith("/") ? path : "/" + path),
                method,
                headers(lines),
                address(from));
    }

    /** The request's head as it would come over HTTP/1.1. */
    byte[] bytes() {
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        boolean named = false;
        for (int i = 0; i < headers.size(); i += 2) {
            named |= headers.get(i).equalsIgnoreCase("host");
        }
        if (!named) {
            head.append("Host: ").append(authority).append("\r\n");
        }
        for (int i = 0; i < headers.size(); i += 2) {
            head.append(headers.get(i)).append(": ").append(headers.get(i + 1)).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * What the edge would know of the client.
     *
     * @param certificate the subject of the certificate that it shows, or null
     */
    ClientFacts facts(Config config, @Nullable String certificate) {
        boolean trusted = false;
        for (Network network : config.trustedProxies()) {
            trusted |= network.contains(client);
        }
        String host = PORT.matcher(authority).replaceFirst("").toLowerCase(Locale.ROOT);
        ClientFacts.TlsFacts tls =
                secure ? new ClientFacts.TlsFacts(host, "TLSv1.3", "TLS_AES_128_GCM_SHA256", certificate) : null;
        return new ClientFacts(client, 0, trusted, port(), tls);
    }

    /** The URL, as it was understood. */
    String url() {
        return (secure ? "https://" : "http://") + authority + target;
    }

    private int port() {
        Matcher port = PORT.matcher(authority);
        return port.find() ? Integer.parseInt(port.group(1)) : secure ? 443 : 80;
    }

    private static List<String> headers(List<String> lines) throws Unusable {
        List<String> headers = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            if (!TOKEN.matcher(name).matches() || value.chars().anyMatch(c -> c < ' ' || c > 255)) {
                throw new Unusable("'" + line + "' is not a header: write it as -H 'Name: value'");
            }
            headers.add(name);
            headers.add(value);
        }
        return headers;
    }

    private static InetAddress address(String text) throws Unusable {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new Unusable("'" + text + "' is not an IP address: write it as --from 203.0.113.7");
        }
    }

    private static String ascii(String authority) throws Unusable {
        try {
            return authority.startsWith("[") ? authority : IDN.toASCII(authority);
        } catch (IllegalArgumentException e) {
            throw new Unusable("'" + authority + "' is not a host name");
        }
    }

    /** Clients send letters beyond ASCII as escapes of their UTF-8 bytes. */
    private static String escaped(String path) {
        StringBuilder out = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b < 0) {
                out.append(String.format(Locale.ROOT, "%%%02X", b & 0xFF));
            } else {
                out.append((char) b);
            }
        }
        return out.toString();
    }
}
