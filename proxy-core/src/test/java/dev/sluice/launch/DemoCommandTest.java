package dev.sluice.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** The demonstration as users start it, and the requests that it proposes. */
final class DemoCommandTest {

    @Test
    void everythingThatItProposesWorksAndNothingIsLeftBehind() throws Exception {
        Path folder;
        try (SluiceProcess demo = new SluiceProcess("demo", "--http", "0", "--https", "0")) {
            Path root = Path.of(demo.await("--cacert '([^']+)'").group(1));
            String at = demo.await("(https://localhost:[0-9]+)/ws").group(1);
            folder = Path.of(
                    demo.await("The configuration is ([^:]+)/sluice\\.yaml").group(1));
            try (HttpClient client = HttpClient.newBuilder()
                    .sslContext(trusting(root))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()) {
                assertThat(get(client, at + "/")).contains("<h1>It works</h1>");
                assertThat(get(client, at + "/echo/a?b=c"))
                        .contains("GET /echo/a?b=c HTTP/1.1", "X-Forwarded-Proto: https");
                HttpRequest upload = HttpRequest.newBuilder(URI.create(at + "/upload"))
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[3_000_000]))
                        .build();
                assertThat(client.send(upload, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .startsWith("3000000 bytes in ");
                assertThat(echoed(client, at.replace("https", "wss") + "/ws")).isEqualTo("hello");
            }
            demo.signal("INT");
            assertThat(demo.exitCode()).isZero();
        }
        assertThat(folder).doesNotExist();
    }

    private static String get(HttpClient client, String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String echoed(HttpClient client, String url) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(url), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        if (text.toString().equals("hello")) {
                            answer.complete(text.toString());
                        }
                        return WebSocket.Listener.super.onText(from, text, last);
                    }
                })
                .get(30, TimeUnit.SECONDS);
        socket.sendText("hello", true).get(30, TimeUnit.SECONDS);
        String text = answer.get(30, TimeUnit.SECONDS);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(30, TimeUnit.SECONDS);
        return text;
    }

    private static SSLContext trusting(Path root) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(root)) {
            store.setCertificateEntry(
                    "root", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
