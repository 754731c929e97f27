package dev.sluice.harness;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How exchanges have ended, as an edge counts them on its admin address. */
public final class Ends {
    /** The first line of a configuration whose edge can be asked: the ports of {@link Edge} and an admin address. */
    public static final String ADMIN =
            "listen: {http: \"127.0.0.1:0\", https: \"127.0.0.1:0\", admin: \"127.0.0.1:0\"}\n";

    private static final Pattern REQUESTS = Pattern.compile("(?m)^sluice_requests_total\\{.*} ([0-9.eE+]+)$");
    private final Edge edge;

    /** The ends at this edge, whose configuration has {@link #ADMIN}. */
    public Ends(Edge edge) {
        this.edge = edge;
    }

    /** How many exchanges have ended, however they did. */
    public int count() throws IOException {
        return sum(REQUESTS);
    }

    /** How many have ended for this cause, such as {@code client_gone}. */
    public int failed(String cause) throws IOException {
        return sum(Pattern.compile("(?m)^sluice_failures_total\\{cause=\"" + cause + "\"} ([0-9.eE+]+)$"));
    }

    /** How many have ended other than well. */
    public int failed() throws IOException {
        return sum(Pattern.compile("(?m)^sluice_failures_total\\{.*} ([0-9.eE+]+)$"));
    }

    private int sum(Pattern sample) throws IOException {
        int sum = 0;
        for (Matcher found = sample.matcher(edge.metrics()); found.find(); ) {
            sum += (int) Double.parseDouble(found.group(1));
        }
        return sum;
    }
}
