package dev.sluice.config;

import org.jspecify.annotations.Nullable;

/**
 * Where to listen.
 *
 * @param address an IP address or {@code localhost}, without brackets; null for every address of the machine
 * @param port 0 to 65535; 0 lets the system choose
 */
public record ListenAddress(@Nullable String address, int port) {

    /** {@code address:port} with brackets round IPv6, {@code *} for every address. */
    @Override
    public String toString() {
        if (address == null) {
            return "*:" + port;
        }
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }
}
