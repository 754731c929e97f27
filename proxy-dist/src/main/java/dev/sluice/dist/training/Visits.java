package dev.sluice.dist.training;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;

/** The requests of the training, over HTTP/1.1 and then over HTTP/2 to every port that offers it. */
final class Visits {
    private static final int ROUNDS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client;
    private final Ports ports;

    private Visits(HttpClient client, Ports ports) {
        this.client = client;
        this.ports = ports;
    }

    /** Asks the edge for everything that its file has. */
    static void pay(Ports ports) throws IOException, InterruptedException, GeneralSecurityException {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            try (HttpClient client = HttpClient.newBuilder()
                    .version(version)
                    .sslContext(AnyCertificate.context())
                    .connectTimeout(PATIENCE)
                    .build()) {
                new Visits(client, ports).all();
            }
        }
    }

    private void all() throws IOException, InterruptedException {
        List<String> places = List.of("http://localhost:" + ports.http(), "https://localhost:" + ports.https());
        for (int round = 0; round < ROUNDS; round++) {
            for (String place : places) {
                get(place + "/page?round=" + round);
                get(place + "/both");
                get(place + "/answer");
                get(place + "/away");
                post(place + "/upload", round * 5_000);
            }
        }
        for (String page : List.of("/healthz", "/readyz", "/status", "/metrics")) {
            get("http://127.0.0.1:" + ports.admin() + page);
        }
    }

    private void get(String url) throws IOException, InterruptedException {
        client.send(request(url).GET().build(), BodyHandlers.discarding());
    }

    private void post(String url, int size) throws IOException, InterruptedException {
        client.send(
                request(url).POST(BodyPublishers.ofByteArray(new byte[size])).build(), BodyHandlers.discarding());
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
    }
}
