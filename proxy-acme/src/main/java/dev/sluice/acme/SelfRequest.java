package dev.sluice.acme;

import dev.sluice.acme.http.Body;
import dev.sluice.acme.http.BoundedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.UUID;

/** A request of our own for a token, by the public name, as a CA would make it. Who answers may be anybody. Blocks. */
final class SelfRequest {
    /** Our own answer has some fifty bytes. */
    private static final BoundedHttp.Bounds BOUNDS =
            new BoundedHttp.Bounds(1024, Duration.ofSeconds(4), Duration.ofSeconds(5));

    private SelfRequest() {}

    /**
     * What is strange about the answer, in a clause; empty where it is ours.
     *
     * @param port where a CA would ask: 80
     */
    static String of(String name, int port, ChallengeAnswers answers) throws InterruptedException {
        return of(name, port, answers, BOUNDS);
    }

    static String of(String name, int port, ChallengeAnswers answers, BoundedHttp.Bounds bounds)
            throws InterruptedException {
        String token = "sluice-" + UUID.randomUUID();
        answers.answerHttp(name, token, token);
        try (BoundedHttp http = BoundedHttp.of(bounds)) {
            String at = name + (port == 80 ? "" : ":" + port);
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://" + at + "/.well-known/acme-challenge/" + token))
                    .build();
            return judge(name, token, http.ask(request));
        } catch (HttpConnectTimeoutException e) {
            return unreachable(name, port, "no answer");
        } catch (HttpTimeoutException e) {
            return "port " + port + " of " + name + " takes connections and does not answer requests in time";
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

    private static String judge(String name, String token, HttpResponse<Body> response) {
        String server = response.headers()
                .firstValue("Server")
                .map(text -> ", by " + ProblemTexts.shorten(text))
                .orElse("");
        return response.statusCode() == 200 && response.body().text().equals(token)
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
