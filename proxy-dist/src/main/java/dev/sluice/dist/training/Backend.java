package dev.sluice.dist.training;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The backend of the edge that is trained, on loopback: one page for every path. */
final class Backend implements AutoCloseable {
    private static final String PAGE = "<p>A page.</p>".repeat(400);

    private final HttpServer server;

    private Backend(HttpServer server) {
        this.server = server;
    }

    static Backend start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> Page.send(exchange, 200, "text/html", PAGE));
        server.start();
        return new Backend(server);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
