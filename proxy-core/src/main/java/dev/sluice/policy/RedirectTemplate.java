package dev.sluice.policy;

import dev.sluice.config.Action;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A route's {@code redirect}, split into its parts once. */
final class RedirectTemplate {
    private static final String HOST = "{host}";
    private static final String URI = "{uri}";

    private final int status;
    private final List<String> parts;
    private final boolean namesHost;

    RedirectTemplate(Action.Redirect redirect) {
        status = redirect.status();
        parts = split(redirect.url());
        namesHost = redirect.url().startsWith("//");
    }

    Answer answer(RequestHead head, RequestTarget target) {
        if (target.hostLength() == 0 && parts.contains(HOST)) {
            return Answer.Refusal.MISSING_HOST;
        }
        RedirectUrl url = new RedirectUrl();
        for (String part : parts) {
            switch (part) {
                case HOST -> url.host(target);
                case URI -> url.uri(head, target);
                default -> url.text(part);
            }
        }
        return new Answer.Redirect(status, namesHost ? url.build() : url.buildPath());
    }

    private static List<String> split(String url) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (from < url.length()) {
            int host = url.indexOf(HOST, from);
            int uri = url.indexOf(URI, from);
            int next = host < 0 || (uri >= 0 && uri < host) ? uri : host;
            if (next < 0) {
                next = url.length();
            }
            if (next > from) {
                parts.add(asAscii(url.substring(from, next)));
            }
            if (next < url.length()) {
                parts.add(next == host ? HOST : URI);
            }
            from = next + (next == host ? HOST.length() : URI.length());
        }
        return List.copyOf(parts);
    }

    private static String asAscii(String text) {
        StringBuilder ascii = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            ascii.append(b > ' ' && b < 0x7F ? String.valueOf((char) b) : String.format("%%%02X", b & 0xFF));
        }
        return ascii.toString();
    }
}
