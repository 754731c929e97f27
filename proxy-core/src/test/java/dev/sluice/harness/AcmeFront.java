package dev.sluice.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An ACME server that hands everything to pebble and bends the answers as a script says: limits, dates, silence. */
public final class AcmeFront implements AutoCloseable {
    private final PebbleProcess pebble;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Script script;

    private AcmeFront(PebbleProcess pebble, Script script) throws Exception {
        this.pebble = pebble;
        this.script = script;
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity(pebble.folder())));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** What to answer. */
    public interface Script {
        /** The answer, usually that of {@link Request#forward} with something changed. */
        Answer answer(Request request) throws IOException;
    }

    /** A request of the client. */
    public record Request(AcmeFront front, String method, String path, List<String> headers, byte[] body) {
        /** What pebble says. */
        public Answer forward() throws IOException {
            return front.ask(this);
        }
    }

    /** An answer: header lines without the framing ones. */
    public record Answer(int status, List<String> headers, byte[] body) {
        /** A problem document. */
        public static Answer problem(int status, String type, String detail, String... headers) {
            List<String> all = new ArrayList<>(List.of("Content-Type: application/problem+json"));
            all.addAll(List.of(headers));
            String json = "{\"type\": \"urn:ietf:params:acme:error:%s\", \"detail\": \"%s\"}".formatted(type, detail);
            return new Answer(status, all, json.getBytes(StandardCharsets.UTF_8));
        }

        /** The same with this field instead of its namesakes. */
        public Answer with(String name, String value) {
            List<String> all = new ArrayList<>(headers);
            all.removeIf(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1));
            all.add(name + ": " + value);
            return new Answer(status, all, body);
        }
    }

    /** Starts it in front of pebble. */
    public static AcmeFront start(PebbleProcess pebble, Script script) throws Exception {
        return new AcmeFront(pebble, script);
    }

    /** Another script from now on. */
    public void script(Script next) {
        script = next;
    }

    /** The lines of a configuration that use it, without further keys of {@code acme}. */
    public String acme(String... keys) {
        return pebble.acme(keys).replace(pebble.directory(), directory());
    }

    /** The URL of its directory. */
    public String directory() {
        return "https://localhost:" + server.getAddress().getPort() + "/dir";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> headers = new ArrayList<>();
            exchange.getRequestHeaders().forEach((name, values) -> values.forEach(value -> headers.add(name + ": " + value)));
            Answer answer = script.answer(new Request(
                    this,
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers,
                    exchange.getRequestBody().readAllBytes()));
            for (String line : answer.headers()) {
                int colon = line.indexOf(':');
                String name = line.substring(0, colon);
                if (name.equalsIgnoreCase("Date")) {
                    exchange.getResponseHeaders().set(name, line.substring(colon + 1).strip());
                } else if (!name.equalsIgnoreCase("Content-Length") && !name.equalsIgnoreCase("Connection")) {
                    exchange.getResponseHeaders().add(name, line.substring(colon + 1).strip());
                }
            }
            boolean empty = answer.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().length);
            if (!empty) {
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    private Answer ask(Request request) throws IOException {
        URI to = URI.create(pebble.directory());
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        line(head, request.method() + " " + request.path() + " HTTP/1.0");
        for (String header : request.headers()) {
            if (!header.toLowerCase(java.util.Locale.ROOT).matches("(connection|content-length|upgrade|http2-settings):.*")) {
                line(head, header);
            }
        }
        line(head, "Content-Length: " + request.body().length);
        line(head, "");
        head.writeBytes(request.body());
        try (var socket = RawClient.trusting(pebble.trust()).getSocketFactory().createSocket("localhost", to.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.toByteArray());
            out.flush();
            return parse(socket.getInputStream().readAllBytes());
        }
    }

    private static Answer parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        List<String> lines = new ArrayList<>(List.of(text.substring(0, end).split("\r\n", -1)));
        int status = Integer.parseInt(lines.removeFirst().split(" ", -1)[1]);
        return new Answer(status, lines, java.util.Arrays.copyOfRange(bytes, end + 4, bytes.length));
    }

    private static void line(ByteArrayOutputStream out, String line) {
        out.writeBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static SSLContext identity(Path folder) throws Exception {
        Certificate certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("pebble.pem"))));
        String key = Files.readString(folder.resolve("pebble.key")).replaceAll("-----[^-]+-----|\\s", "");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "front",
                KeyFactory.getInstance("EC")
                        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key))),
                new char[0],
                new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
