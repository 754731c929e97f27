package dev.sluice.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** An ACME server that hands everything to pebble and bends the answers as a script says: limits, dates, silence. */
public final class AcmeFront implements AutoCloseable {
    private final PebbleProcess pebble;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Script script;

    private AcmeFront(PebbleProcess pebble, Script script) throws Exception {
        this.pebble = pebble;
        this.script = script;
        server = identity(pebble.folder())
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
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
        return "https://localhost:" + server.getLocalPort() + "/dir";
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Request request = read(new BufferedInputStream(socket.getInputStream()));
            if (request != null) {
                Answer answer = script.answer(request);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                line(out, "HTTP/1.1 " + answer.status() + " x");
                answer.headers().stream()
                        .filter(line -> !line.toLowerCase(Locale.ROOT).matches("(content-length|connection):.*"))
                        .forEach(line -> line(out, line));
                line(out, "Content-Length: " + answer.body().length);
                line(out, "Connection: close");
                line(out, "");
                if (!request.method().equals("HEAD")) {
                    out.writeBytes(answer.body());
                }
                socket.getOutputStream().write(out.toByteArray());
            }
        } catch (IOException e) {
            // the client has gone
        }
    }

    private @Nullable Request read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.append((char) next);
        }
        List<String> lines = new ArrayList<>(List.of(head.toString().strip().split("\r\n", -1)));
        String[] first = lines.removeFirst().split(" ", -1);
        int length = lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return new Request(this, first[0], first[1], lines, in.readNBytes(length));
    }

    private Answer ask(Request request) throws IOException {
        URI to = URI.create(pebble.directory());
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        line(head, request.method() + " " + request.path() + " HTTP/1.0");
        for (String header : request.headers()) {
            if (!header.toLowerCase(Locale.ROOT).matches("(connection|content-length|upgrade|http2-settings):.*")) {
                line(head, header);
            }
        }
        line(head, "Content-Length: " + request.body().length);
        line(head, "");
        head.writeBytes(request.body());
        try (var socket =
                RawClient.trusting(pebble.trust()).getSocketFactory().createSocket("localhost", to.getPort())) {
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
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key))),
                new char[0],
                new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
