package dev.sluice.acme.dns;

import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The resolvers of this machine, asked one after the other. Any thread; blocks. */
final class Resolvers {
    private static final Logger LOG = LoggerFactory.getLogger(Resolvers.class);

    private Resolvers() {}

    /** What the first one that answers says; empty where none answers or there is no such record. */
    static List<String> ask(String name, int type) {
        for (DnsServer resolver : DnsServer.resolvers()) {
            try {
                return resolver.ask(name, type).texts(type);
            } catch (IOException e) {
                LOG.debug("{}", e.getMessage());
            }
        }
        return List.of();
    }
}
