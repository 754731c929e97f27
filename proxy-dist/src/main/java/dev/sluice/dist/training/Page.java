package dev.sluice.dist.training;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An answer of the servers of the training. */
final class Page {
    private static final int NO_BODY = -1; // as HttpExchange has it

    private Page() {}

    /** Reads the request's body to its end and sends a text. */
    static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            body.readAllBytes();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            boolean none = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, none ? NO_BODY : bytes.length);
            if (!none) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            }
        }
    }
}
