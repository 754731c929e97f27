package dev.sluice.dist.training;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The edge's ports, which its log names. */
record Ports(int http, int https, int admin) {
    private static final Pattern SERVES =
            Pattern.compile("serves http \\S+:(\\d+), https \\S+:(\\d+), admin \\S+:(\\d+)");

    static Optional<Ports> in(String log) {
        Matcher ports = SERVES.matcher(log);
        return ports.find() ? Optional.of(new Ports(port(ports, 1), port(ports, 2), port(ports, 3))) : Optional.empty();
    }

    private static int port(Matcher ports, int group) {
        return Integer.parseInt(ports.group(group));
    }
}
