package dev.sluice.dist.training;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The CA of the training: speaks ACME, believes every signature, and signs for every name that the edge asks for. */
final class TrainingCa implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String JSON = "application/json";

    private final Keytool keytool;
    private final HttpsServer server;
    private final Map<Integer, Order> orders = new ConcurrentHashMap<>();
    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicReference<@Nullable Ports> edge = new AtomicReference<>();

    private TrainingCa(Keytool keytool, HttpsServer server) {
        this.keytool = keytool;
        this.server = server;
    }

    static TrainingCa start(Keytool keytool) throws IOException, GeneralSecurityException, InterruptedException {
        keytool.makeCa();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TrainingCa ca = new TrainingCa(keytool, server);
        server.setHttpsConfigurator(new HttpsConfigurator(keytool.server()));
        server.createContext("/", ca::answer);
        server.start();
        return ca;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The file with its own certificate. */
    Path root() {
        return keytool.root();
    }

    /** Issues to the edge on these ports until so many certificates have been fetched in all, and it had time to take them in. */
    void serveCertificates(Ports at, int count) throws IOException, InterruptedException {
        edge.set(at);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (issued.get() < count) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("certificates were not fetched: " + orders.values());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        TimeUnit.MILLISECONDS.sleep(500);
        edge.set(null);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** The path is what is wanted and, if it has one, the order's number. */
    private void answer(HttpExchange exchange) throws IOException {
        Path path = Path.of(exchange.getRequestURI().getPath());
        int number = path.getNameCount() > 1 ? Integer.parseInt(path.getName(1).toString()) : 0;
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Replay-Nonce", "nonce" + System.nanoTime());
        try {
            answer(exchange, path.getName(0).toString(), number, SignedMessage.payload(body));
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void answer(HttpExchange exchange, String what, int number, String payload)
            throws IOException, GeneralSecurityException, InterruptedException {
        switch (what) {
            case "directory" -> Page.send(exchange, 200, JSON, directory());
            case "account" -> created(exchange, "/account/1", "{\"status\":\"valid\"}");
            case "new" -> {
                Order order = Order.of(orders.size() + 1, SignedMessage.value(payload));
                orders.put(order.number(), order);
                created(exchange, "/order/" + order.number(), order.json(url()));
            }
            case "order" -> Page.send(exchange, 200, JSON, order(number).json(url()));
            case "authorization" -> Page.send(exchange, 200, JSON, order(number).authorization(url()));
            case "challenge" -> Page.send(exchange, 200, JSON, validated(number).challenge(url()));
            case "finalize" -> {
                Order order = signed(number, SignedMessage.value(payload));
                exchange.getResponseHeaders().set("Location", url() + "/order/" + number);
                Page.send(exchange, 200, JSON, order.json(url()));
            }
            case "certificate" -> {
                Page.send(
                        exchange,
                        200,
                        "application/pem-certificate-chain",
                        order(number).chain());
                issued.incrementAndGet();
            }
            default -> Page.send(exchange, 200, JSON, "");
        }
    }

    private void created(HttpExchange exchange, String path, String json) throws IOException {
        exchange.getResponseHeaders().set("Location", url() + path);
        Page.send(exchange, 201, JSON, json);
    }

    private String url() {
        return "https://localhost:" + port();
    }

    private String directory() {
        return """
                {"newNonce":"%1$s/nonce","newAccount":"%1$s/account","newOrder":"%1$s/new","revokeCert":"%1$s/revoke",\
                "keyChange":"%1$s/key","meta":{}}""".formatted(url());
    }

    private Order order(int number) throws IOException {
        Order order = orders.get(number);
        if (order == null) {
            throw new IOException("there is no order " + number);
        }
        return order;
    }

    /** Looks at the edge as soon as it is known where it serves. */
    private Order validated(int number) throws IOException, GeneralSecurityException, InterruptedException {
        Ports at = edge.get();
        while (at == null) {
            TimeUnit.MILLISECONDS.sleep(10);
            at = edge.get();
        }
        Order order = order(number);
        Validation.ask(order, at);
        orders.put(number, order.proven());
        return order(number);
    }

    private Order signed(int number, String request) throws IOException, InterruptedException {
        Order order = order(number);
        orders.put(number, order.signed(keytool.sign(number, order.name(), request)));
        return order(number);
    }
}
