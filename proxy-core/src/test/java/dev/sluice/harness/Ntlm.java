package dev.sluice.harness;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Authentication of connections as NTLM and Negotiate do it, without the cryptography: a backend that remembers per connection whom it
 * speaks with, and the requests of clients.
 *
 * <p>{@code NTLM 1} is answered by a challenge, and {@code NTLM 3 USER CHALLENGE} on the same connection makes it that user's; anything
 * in between takes the challenge back. {@code Negotiate USER} does so at once. {@code Basic USER} and {@code Bearer USER} hold for one request. An
 * answer names the backend, the connection and the user, as {@code a 1 alice}; without a user it is a 401.
 */
public final class Ntlm {
    private static final AtomicInteger CHALLENGES = new AtomicInteger();
    private final String backend;
    private final int connection;
    private @Nullable String challenge;
    private @Nullable String user;

    private Ntlm(String backend, int connection) {
        this.backend = backend;
        this.connection = connection;
    }

    /** Starts a backend of this name. */
    public static RawBackend backend(String name) throws IOException {
        return RawBackend.start(peer -> talk(name, peer));
    }

    /** What such a backend does with a connection. */
    public static void talk(String name, Peer peer) throws IOException {
        Ntlm state = new Ntlm(name, peer.number());
        for (Message next = peer.requestOrEnd(); next != null; next = peer.requestOrEnd()) {
            state.answer(peer, next);
        }
    }

    private void answer(Peer peer, Message request) throws IOException {
        String given = request.field("Authorization");
        String[] words = given == null ? new String[] {""} : given.split(" ");
        String known = challenge;
        challenge = null;
        switch (words[0]) {
            case "NTLM" -> {
                user = null;
                if (words.length == 2) {
                    challenge = "challenge" + CHALLENGES.incrementAndGet();
                } else if (words[3].equals(known)) {
                    user = words[2];
                }
            }
            case "Negotiate" -> user = words[1];
            case "Basic", "Bearer" -> {
                say(peer, words[1]);
                return;
            }
            default -> {}
        }
        say(peer, user);
    }

    private void say(Peer peer, @Nullable String to) throws IOException {
        String body = backend + " " + connection + " " + to;
        if (to != null) {
            peer.respondOk(body);
        } else if (challenge != null) {
            peer.respond("401 Unauthorized", body, "WWW-Authenticate: NTLM " + challenge);
        } else {
            peer.respond(
                    "401 Unauthorized",
                    body,
                    "WWW-Authenticate: Basic realm=\"a\", negotiate",
                    "WWW-Authenticate: NTLM");
        }
    }

    /** Asks without credentials, and with the three requests of NTLM if that is refused. Gives the last answer. */
    public static Message login(RawClient client, String user) throws IOException {
        Message first = get(client, null);
        if (first.status() != 401) {
            return first;
        }
        String[] challenge =
                String.valueOf(get(client, "NTLM 1").field("WWW-Authenticate")).split(" ");
        return get(client, "NTLM 3 " + user + " " + challenge[challenge.length - 1]);
    }

    /** Asks with these credentials, or without any. */
    public static Message get(RawClient client, @Nullable String credentials) throws IOException {
        return credentials == null
                ? client.exchange("GET / HTTP/1.1", "Host: app.test")
                : client.exchange("GET / HTTP/1.1", "Host: app.test", "Authorization: " + credentials);
    }
}
