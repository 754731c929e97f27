package dev.sluice.acme.dns;

import java.util.List;

/**
 * The CAA records that hold for a name (RFC 8659 section 3): those of the nearest name above it that has some.
 *
 * @param owner whose they are; empty where there are none
 * @param properties tag and value of each, such as {@code issue letsencrypt.org}
 */
public record CaaRecords(String owner, List<String> properties) {
    /** Copies the list. */
    public CaaRecords {
        properties = List.copyOf(properties);
    }

    /** Asks this machine's resolvers; none where these do not answer. Blocks. */
    public static CaaRecords of(String name) {
        for (String above : ParentNames.of(name)) {
            List<String> found = Resolvers.ask(above, DnsMessage.CAA);
            if (!found.isEmpty()) {
                return new CaaRecords(above, found);
            }
        }
        return new CaaRecords("", List.of());
    }
}
