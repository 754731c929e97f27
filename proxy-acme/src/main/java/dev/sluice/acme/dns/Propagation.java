package dev.sluice.acme.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final int MAX_ALIASES = 8;
    /** The root has 26: two addresses of each of its thirteen names. */
    private static final int MAX_SERVERS = 32;

    private static final int MAX_NAMES = 16;

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
        String owner = check == null ? canonical(name) : name;
        List<DnsServer> missing = new ArrayList<>(servers(owner));
        long end = System.nanoTime() + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        while (!missing.isEmpty()) {
            missing.removeIf(server -> shows(server, owner, value));
            if (!missing.isEmpty() && end - System.nanoTime() < 0) {
                throw new DnsFailure("the TXT record of " + name + " was made, but after " + patience.toSeconds()
                        + " s these servers of the zone do not show it: " + missing);
            }
            if (!missing.isEmpty()) {
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    /** What one of the servers shows; null where none can be asked. */
    @Nullable
    List<String> texts(String name) {
        try {
            for (DnsServer server : "off".equals(check) ? List.<DnsServer>of() : servers(name)) {
                try {
                    return server.ask(name, DnsMessage.TXT).texts(DnsMessage.TXT);
                } catch (IOException e) {
                    LOG.debug("{} for the TXT records of {}", e.getMessage(), name);
                }
            }
        } catch (DnsFailure e) {
            LOG.warn("{}", e.getMessage());
        }
        return null;
    }

    private static boolean shows(DnsServer server, String name, String value) {
        try {
            return server.ask(name, DnsMessage.TXT).texts(DnsMessage.TXT).contains(value);
        } catch (IOException e) {
            LOG.debug("{} for the TXT record of {}", e.getMessage(), name);
            return false;
        }
    }

    /** Where the record really is: names that are to be proved may lead to another zone (RFC 8555 section 8.4). */
    private static String canonical(String name) {
        String owner = name;
        for (int i = 0; i < MAX_ALIASES; i++) {
            List<String> target = Resolvers.ask(owner, DnsMessage.CNAME);
            if (target.isEmpty()) {
                break;
            }
            owner = target.getFirst();
        }
        return owner;
    }

    private List<DnsServer> servers(String name) throws DnsFailure {
        List<DnsServer> servers = new ArrayList<>();
        if (check != null) {
            for (String each : check.split(",", -1)) {
                servers.add(DnsServer.parse(each.strip()));
            }
            return servers;
        }
        for (String host : nameServers(name).stream().limit(MAX_NAMES).toList()) {
            try {
                Arrays.stream(InetAddress.getAllByName(host))
                        .limit(MAX_SERVERS - servers.size())
                        .forEach(address -> servers.add(new DnsServer(new InetSocketAddress(address, PORT))));
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
        for (String above : ParentNames.of(name)) {
            List<String> found = Resolvers.ask(above, DnsMessage.NS);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }
}
