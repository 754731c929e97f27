package dev.sluice.acme.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until the servers of a zone show a record: a CA that looks too early remembers that there was none. */
final class Propagation {
    private static final Logger LOG = LoggerFactory.getLogger(Propagation.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int PORT = 53;

    private final @Nullable String check;
    private final Duration patience;

    private Propagation(@Nullable String check, Duration patience) {
        this.check = check;
        this.patience = patience;
    }

    static Propagation of(Map<String, String> settings) {
        String patience = settings.getOrDefault("patience", "120");
        return new Propagation(
                settings.get("check"),
                Duration.ofSeconds(patience.matches("\\d{1,5}") ? Long.parseLong(patience) : 120));
    }

    /** Waits; after its patience it fails. */
    void await(String name, String value) throws DnsFailure, InterruptedException {
        if ("off".equals(check)) {
            return;
        }
        List<DnsServer> missing = new ArrayList<>(servers(name));
        long end = System.nanoTime() + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        while (!missing.isEmpty()) {
            missing.removeIf(server -> shows(server, name, value));
            if (!missing.isEmpty() && end - System.nanoTime() < 0) {
                throw new DnsFailure("the TXT record of " + name + " was made, but after " + patience.toSeconds()
                        + " s these" + " servers of the zone do not show it: " + missing);
            }
            if (!missing.isEmpty()) {
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private static boolean shows(DnsServer server, String name, String value) {
        try {
            return server.ask(name, DnsMessage.TXT).records().stream()
                    .anyMatch(record ->
                            record.type() == DnsMessage.TXT && record.text().equals(value));
        } catch (IOException e) {
            LOG.debug("{} for the TXT record of {}", e.getMessage(), name);
            return false;
        }
    }

    private List<DnsServer> servers(String name) throws DnsFailure {
        List<DnsServer> servers = new ArrayList<>();
        if (check != null) {
            for (String each : check.split(",", -1)) {
                servers.add(DnsServer.parse(each.strip()));
            }
            return servers;
        }
        for (String host : nameServers(name)) {
            try {
                for (InetAddress address : InetAddress.getAllByName(host)) {
                    servers.add(new DnsServer(new InetSocketAddress(address, PORT)));
                }
            } catch (UnknownHostException e) {
                LOG.debug("the name server {} does not resolve", host);
            }
        }
        if (servers.isEmpty()) {
            LOG.warn(
                    "the servers of the zone of {} cannot be found, so it is not checked that they show the record",
                    name);
        }
        return servers;
    }

    /** The NS records of the nearest zone above the name. */
    private static List<String> nameServers(String name) {
        for (String above = name; above.indexOf('.') > 0; above = above.substring(above.indexOf('.') + 1)) {
            for (DnsServer resolver : DnsServer.resolvers()) {
                try {
                    List<String> found = resolver.ask(above, DnsMessage.NS).records().stream()
                            .filter(record -> record.type() == DnsMessage.NS)
                            .map(DnsMessage.ResourceRecord::text)
                            .toList();
                    if (!found.isEmpty()) {
                        return found;
                    }
                    break;
                } catch (IOException e) {
                    LOG.debug("{}", e.getMessage());
                }
            }
        }
        return List.of();
    }
}
