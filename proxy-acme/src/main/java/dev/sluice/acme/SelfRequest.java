package dev.sluice.acme;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.UUID;

/** A request of our own for a token, by the public name, as a CA would make it. Blocks. */
final class SelfRequest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private SelfRequest() {}

    /**
     * What is strange about the answer, in a clause; empty where it is ours.
     *
     * @param port where a CA would ask: 80
     */
    static String of(String name, int port, ChallengeAnswers answers) throws InterruptedException {
        String token = "sluice-" + UUID.randomUUID();
        answers.answerHttp(name, token, token);
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            String at = name + (port == 80 ? "" : ":" + port);
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://" + at + "/.well-known/acme-challenge/" + token))
                    .timeout(PATIENCE)
                    .build();
            return judge(name, token, client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (HttpConnectTimeoutException e) {
            return unreachable(name, port, "no answer");
        } catch (HttpTimeoutException e) {
            return "port " + port + " of " + name + " takes connections and does not answer requests";
        } catch (IOException e) {
            return unresolved(e) ? "" : unreachable(name, port, "refused");
        } finally {
            answers.forgetHttp(token);
        }
    }

    private static boolean unresolved(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    private static String judge(String name, String token, HttpResponse<String> response) {
        String server = response.headers()
                .firstValue("Server")
                .map(text -> ", by " + Troubles.shorten(text))
                .orElse("");
        return response.statusCode() == 200 && response.body().equals(token)
                ? ""
                : "a request of this machine to http://" + name
                        + " is answered by something else than this Sluice (status " + response.statusCode() + server
                        + ")";
    }

    private static String unreachable(String name, int port, String how) {
        return "this machine itself cannot reach port " + port + " of " + name + " (" + how
                + "), which says little behind a router that does not lead connections from inside back in (hairpin NAT):"
                + " look from outside, such as from a telephone without Wi-Fi";
    }
}
