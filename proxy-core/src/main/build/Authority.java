import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The CA of the training: issues to whoever answers on the edge's ports, by http-01 for names that begin with {@code http}, else by
 * tls-alpn-01. It believes every signature. An order's number is in the paths of all that belongs to it.
 */
final class Authority implements AutoCloseable {
    private static final String PASSWORD = "training";
    private static final Pattern PAYLOAD = Pattern.compile("\"payload\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern VALUE = Pattern.compile("\"(?:value|csr)\"\\s*:\\s*\"([^\"]*)\"");

    private final Path scratch;
    private final Path jdk;
    private final HttpsServer server;
    private final SSLContext trust;
    private final Map<Integer, Order> orders = new ConcurrentHashMap<>();
    private final AtomicInteger issued = new AtomicInteger();
    private volatile int httpPort;
    private volatile int httpsPort;

    private record Order(String name, String authorization, String status, String chain) {}

    private Authority(Path scratch, Path jdk, SSLContext trust) throws IOException {
        this.scratch = scratch;
        this.jdk = jdk;
        this.trust = trust;
        this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    /**
     * Starts it.
     *
     * @param trust in the edge's certificates
     */
    static Authority start(Path scratch, Path jdk, SSLContext trust)
            throws IOException, GeneralSecurityException, InterruptedException {
        Authority authority = new Authority(scratch, jdk, trust);
        authority.keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost", "-ext", "BC=ca:true");
        authority.keytool("-exportcert", "-rfc", "-alias", "ca", "-file", authority.root().toString());
        authority.server.setHttpsConfigurator(new HttpsConfigurator(authority.identity()));
        authority.server.createContext("/", authority::certify);
        authority.server.start();
        return authority;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The file with its own certificate. */
    Path root() {
        return scratch.resolve("authority.pem");
    }

    /** Where the edge answers; challenges wait until this is not 0. */
    void edgeAt(int http, int https) {
        httpsPort = https;
        httpPort = http;
    }

    /** Waits until so many certificates have been fetched, and a moment longer, so that they are taken in. */
    void awaitCertificates(int count, Duration atMost) throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (issued.get() < count) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("certificates were not fetched: " + orders.values());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        TimeUnit.MILLISECONDS.sleep(500);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void certify(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        int number = path.length > 2 ? Integer.parseInt(path[2]) : 0;
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Replay-Nonce", "nonce" + System.nanoTime());
        try {
            answer(exchange, path[1], number, payload(body));
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void answer(HttpExchange exchange, String what, int number, String payload)
            throws IOException, GeneralSecurityException, InterruptedException {
        String self = "https://localhost:" + port();
        switch (what) {
            case "directory" -> Partners.answer(exchange, 200, "application/json", """
                    {"newNonce":"%1$s/nonce","newAccount":"%1$s/account","newOrder":"%1$s/new","revokeCert":"%1$s/revoke",\
                    "keyChange":"%1$s/key","meta":{}}""".formatted(self));
            case "account" -> {
                exchange.getResponseHeaders().set("Location", self + "/account/1");
                Partners.answer(exchange, 201, "application/json", "{\"status\":\"valid\"}");
            }
            case "new" -> {
                int next = orders.size() + 1;
                orders.put(next, new Order(value(payload), "pending", "pending", ""));
                exchange.getResponseHeaders().set("Location", self + "/order/" + next);
                Partners.answer(exchange, 201, "application/json", order(next));
            }
            case "challenge" -> {
                prove(number);
                Partners.answer(exchange, 200, "application/json", challenge(number));
            }
            case "authorization" -> Partners.answer(exchange, 200, "application/json", authorization(number));
            case "order" -> Partners.answer(exchange, 200, "application/json", order(number));
            case "finalize" -> {
                sign(number, value(payload));
                exchange.getResponseHeaders().set("Location", self + "/order/" + number);
                Partners.answer(exchange, 200, "application/json", order(number));
            }
            case "certificate" -> {
                Partners.answer(exchange, 200, "application/pem-certificate-chain", orders.get(number).chain());
                issued.incrementAndGet();
            }
            default -> Partners.answer(exchange, 200, "application/json", "");
        }
    }

    private String order(int number) {
        Order order = orders.get(number);
        String self = "https://localhost:" + port();
        String certificate = order.chain().isEmpty() ? "" : ",\"certificate\":\"" + self + "/certificate/" + number + "\"";
        return """
                {"status":"%s","expires":"2100-01-01T00:00:00Z","identifiers":[{"type":"dns","value":"%s"}],\
                "authorizations":["%s/authorization/%d"],"finalize":"%3$s/finalize/%4$d"%s}"""
                .formatted(order.status(), order.name(), self, number, certificate);
    }

    private String authorization(int number) {
        Order order = orders.get(number);
        return """
                {"status":"%s","expires":"2100-01-01T00:00:00Z","identifier":{"type":"dns","value":"%s"},"challenges":[%s]}"""
                .formatted(order.authorization(), order.name(), challenge(number));
    }

    private String challenge(int number) {
        Order order = orders.get(number);
        return """
                {"type":"%s","url":"https://localhost:%d/challenge/%d","status":"%s","token":"token%3$d-token-of-the-training"}"""
                .formatted(byHttp(order) ? "http-01" : "tls-alpn-01", port(), number, order.authorization());
    }

    private static boolean byHttp(Order order) {
        return order.name().startsWith("http");
    }

    private void prove(int number) throws IOException, InterruptedException {
        while (httpPort == 0) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        Order order = orders.get(number);
        if (byHttp(order)) {
            try (Socket socket = new Socket("127.0.0.1", httpPort)) {
                String head = "GET /.well-known/acme-challenge/token" + number + "-token-of-the-training HTTP/1.1\r\nHost: " + order.name()
                        + "\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
            }
        } else {
            try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(new Socket("127.0.0.1", httpsPort), order.name(), httpsPort, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"acme-tls/1"});
                socket.setSSLParameters(parameters);
                socket.startHandshake();
            }
        }
        orders.put(number, new Order(order.name(), "valid", "ready", ""));
    }

    private void sign(int number, String request) throws IOException, InterruptedException {
        Path csr = scratch.resolve(number + ".csr");
        Path certificate = scratch.resolve(number + ".pem");
        String pem = Base64.getMimeEncoder().encodeToString(Base64.getUrlDecoder().decode(request));
        Files.writeString(csr, "-----BEGIN CERTIFICATE REQUEST-----\n" + pem + "\n-----END CERTIFICATE REQUEST-----\n");
        String name = orders.get(number).name();
        keytool("-gencert", "-rfc", "-alias", "ca", "-infile", csr.toString(), "-outfile", certificate.toString(), "-ext", "SAN:critical=dns:" + name); // critical, as the subject is empty (RFC 5280 section 4.2.1.6)
        orders.put(number, new Order(name, "valid", "valid", Files.readString(certificate) + Files.readString(root())));
    }

    private static String payload(String body) {
        Matcher payload = PAYLOAD.matcher(body);
        return payload.find() ? new String(Base64.getUrlDecoder().decode(payload.group(1)), StandardCharsets.UTF_8) : "";
    }

    private static String value(String payload) throws IOException {
        Matcher value = VALUE.matcher(payload);
        if (!value.find()) {
            throw new IOException("not understood: " + payload);
        }
        return value.group(1);
    }

    private SSLContext identity() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(scratch.resolve("authority.p12").toFile(), PASSWORD.toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(jdk.resolve("bin/keytool").toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-keystore", scratch.resolve("authority.p12").toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("keytool.log").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + command);
        }
    }
}
