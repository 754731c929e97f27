package dev.sluice.config;

import java.util.List;

/** Where each of the three kinds of listener listens; an empty list means off. */
public record ListenConfig(List<ListenAddress> http, List<ListenAddress> https, List<ListenAddress> admin) {

    /** Copies the lists. */
    public ListenConfig {
        http = List.copyOf(http);
        https = List.copyOf(https);
        admin = List.copyOf(admin);
    }
}
