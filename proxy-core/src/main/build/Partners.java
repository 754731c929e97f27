import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whom the edge speaks with while it is trained, all on loopback: a backend, and a CA that takes an account and refuses the order. */
final class Partners implements AutoCloseable {
    private static final char[] PASSWORD = "training".toCharArray();
    private final HttpServer backend;
    private final HttpsServer authority;
    private final Path root;
    private final CountDownLatch ordered = new CountDownLatch(1);

    private Partners(HttpServer backend, HttpsServer authority, Path root) {
        this.backend = backend;
        this.authority = authority;
        this.root = root;
    }

    static Partners start(Path scratch, Path jdk) throws IOException, GeneralSecurityException, InterruptedException {
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Path store = scratch.resolve("authority.p12");
        Path root = scratch.resolve("authority.pem");
        keytool(jdk, store, "-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost");
        keytool(jdk, store, "-exportcert", "-rfc", "-alias", "ca", "-file", root.toString());
        Partners partners =
                new Partners(HttpServer.create(loopback, 0), HttpsServer.create(loopback, 0), root);
        partners.authority.setHttpsConfigurator(new HttpsConfigurator(identity(store)));
        partners.backend.createContext("/", exchange -> answer(exchange, 200, "text/html", "<p>A page.</p>".repeat(400)));
        partners.authority.createContext("/", partners::certify);
        partners.backend.start();
        partners.authority.start();
        return partners;
    }

    int backendPort() {
        return backend.getAddress().getPort();
    }

    int authorityPort() {
        return authority.getAddress().getPort();
    }

    /** The file with the certificate that the CA's TLS uses. */
    Path root() {
        return root;
    }

    /** Waits until the CA was asked for a certificate, and takes a moment longer so that its refusal is taken in. */
    void awaitOrder(Duration atMost) throws IOException, InterruptedException {
        if (!ordered.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("no certificate was ordered");
        }
        TimeUnit.MILLISECONDS.sleep(500);
    }

    /** Trust in any server: the edge's certificate is of its own making. */
    SSLContext trust() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        return context;
    }

    @Override
    public void close() {
        backend.stop(0);
        authority.stop(0);
    }

    private void certify(HttpExchange exchange) throws IOException {
        String self = "https://localhost:" + authorityPort();
        exchange.getResponseHeaders().set("Replay-Nonce", "nonce" + System.nanoTime());
        switch (exchange.getRequestURI().getPath()) {
            case "/directory" -> answer(exchange, 200, "application/json", """
                    {"newNonce":"%1$s/nonce","newAccount":"%1$s/account","newOrder":"%1$s/order","revokeCert":"%1$s/revoke",\
                    "keyChange":"%1$s/key","renewalInfo":"%1$s/renewal","meta":{}}""".formatted(self));
            case "/account" -> {
                exchange.getResponseHeaders().set("Location", self + "/account/1");
                answer(exchange, 201, "application/json", "{\"status\":\"valid\"}");
            }
            case "/order" -> {
                answer(exchange, 400, "application/problem+json", """
                        {"type":"urn:ietf:params:acme:error:malformed","detail":"only for training"}""");
                ordered.countDown();
            }
            default -> answer(exchange, 200, "application/json", "");
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange; InputStream body = exchange.getRequestBody()) {
            body.readAllBytes();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            boolean none = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, none ? -1 : bytes.length);
            if (!none) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private static SSLContext identity(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(Path jdk, Path store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(jdk.resolve("bin/keytool").toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + command);
        }
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
