package dev.sluice.config;

import dev.sluice.config.Target.Scheme;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A target as one value: {@code host:port}, or a URL of one of four schemes without a path. */
record TargetText(
        Scheme scheme, String host, int port, @Nullable Path socket) {

    private static final String FORM = "; write it as host:port, such as app:8080";
    private static final Pattern TWO_PORTS = Pattern.compile("[^\\[\\]:]*:[0-9]*");
    private static final int LONGEST_SOCKET = 107;

    static TargetText parse(String text) throws Mistake {
        if (text.startsWith("unix:")) {
            return unix(text.substring(5));
        }
        int split = text.indexOf("://");
        if (split < 0) {
            return inet(Scheme.HTTP, text, 0);
        }
        String rest = text.substring(split + 3);
        return switch (text.substring(0, split)) {
            case "http" -> inet(Scheme.HTTP, rest, 80);
            case "https" -> inet(Scheme.HTTPS, rest, 443);
            case "h2c" -> inet(Scheme.H2C, rest, 0);
            case "ws", "wss" ->
                throw new Mistake("is a WebSocket URL; write http:// (or https://), WebSockets pass by themselves");
            default -> throw new Mistake("has an unknown scheme; possible are http://, https://, h2c:// and unix:");
        };
    }

    private static TargetText unix(String path) throws Mistake {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new Mistake("names no socket; write it with its whole path, such as unix:/run/app.sock");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET) {
            throw new Mistake("is longer than the path of a socket can be, " + LONGEST_SOCKET + " bytes");
        }
        try {
            return new TargetText(Scheme.UNIX, "", 0, Path.of(path));
        } catch (InvalidPathException e) {
            throw new Mistake("is not the name of a file");
        }
    }

    /** {@code standardPort} is 0 where the port must be written. */
    private static TargetText inet(Scheme scheme, String text, int standardPort) throws Mistake {
        if (text.contains("/")) {
            throw new Mistake(
                    "has a path, which a target cannot have; to change paths use 'strip-prefix' or 'rewrite'");
        }
        if (text.contains("@")) {
            throw new Mistake("has a user name, which a target cannot have; use 'headers' to send one");
        }
        if (Chars.all(text, c -> c >= '0' && c <= '9')) {
            throw new Mistake("names no host" + FORM);
        }
        int colon = text.lastIndexOf(':');
        if (text.endsWith("]") || colon < 0) {
            if (standardPort == 0) {
                throw new Mistake("has no port" + FORM);
            }
            return new TargetText(scheme, HostNames.backend(text), standardPort, null);
        }
        String host = text.substring(0, colon);
        if (TWO_PORTS.matcher(host).matches()) {
            throw new Mistake("has two ports; write only the one the backend itself listens on" + FORM);
        }
        return new TargetText(scheme, HostNames.backend(host), port(text.substring(colon + 1)), null);
    }

    private static int port(String text) throws Mistake {
        try {
            return Scalars.parseNumber(text, 1, 65535);
        } catch (Mistake mistake) {
            throw new Mistake("has a wrong port; ports are numbers from 1 to 65535");
        }
    }
}
