package dev.sluice.acme.dns;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A provider's API on loopback: remembers what it is asked and answers as the test says. */
final class ProviderServer implements AutoCloseable {
    private final HttpServer server;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    /** A request as it came. */
    record Request(HttpExchange exchange, String body) {
        /** Method, path and query. */
        String line() {
            return exchange.getRequestMethod() + " " + exchange.getRequestURI();
        }

        @Nullable
        String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }
    }

    /** An answer; {@code header} is {@code name: value} or empty. */
    record Answer(int status, String body, String header) {
        static Answer good(String body) {
            return new Answer(200, body, "");
        }
    }

    /** What to answer. */
    interface Script {
        Answer answer(Request request);
    }

    ProviderServer(Script script) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                Request request = new Request(exchange, new String(body, StandardCharsets.UTF_8));
                asked.add(request.line());
                Answer answer = script.answer(request);
                if (!answer.header().isEmpty()) {
                    String[] parts = answer.header().split(": ", 2);
                    exchange.getResponseHeaders().set(parts[0], parts[1]);
                }
                byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Method, path and query of every request. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
