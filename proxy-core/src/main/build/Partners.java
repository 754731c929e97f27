import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whom the edge speaks with while it is trained, all on loopback: a backend and a CA. */
final class Partners implements AutoCloseable {
    private final HttpServer backend;
    private final Authority authority;

    private Partners(HttpServer backend, Authority authority) {
        this.backend = backend;
        this.authority = authority;
    }

    static Partners start(Path scratch, Path jdk) throws IOException, GeneralSecurityException, InterruptedException {
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Partners partners =
                new Partners(HttpServer.create(loopback, 0), Authority.start(scratch, jdk, trust()));
        partners.backend.createContext("/", exchange -> answer(exchange, 200, "text/html", "<p>A page.</p>".repeat(400)));
        partners.backend.start();
        return partners;
    }

    int backendPort() {
        return backend.getAddress().getPort();
    }

    Authority authority() {
        return authority;
    }

    /** Trust in any server: the edge's certificate is of its own making. */
    static SSLContext trust() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        return context;
    }

    @Override
    public void close() {
        backend.stop(0);
        authority.close();
    }

    static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
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
