package dev.sluice.config;

import java.nio.file.Path;

/** Where a Docker engine, or a read-only proxy to it, answers. */
public sealed interface DockerAddress {

    /** A Unix socket. */
    record Socket(Path path) implements DockerAddress {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * Plain HTTP over TCP.
     *
     * @param host lower-case name or IP address without brackets
     * @param port 1 to 65535
     */
    record Tcp(String host, int port) implements DockerAddress {
        /** {@code host:port}, with brackets round IPv6. */
        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }
}
