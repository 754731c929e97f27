package dev.sluice.acme;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.connector.Connection;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.AbstractAcmeProvider;
import org.shredzone.acme4j.toolbox.JSON;

/** How a CA is spoken to: with our trust, by a {@link CaConnection}, its directory read once an hour. */
final class CaProvider extends AbstractAcmeProvider {
    private static final Duration DIRECTORY_KEPT = Duration.ofHours(1);

    private final CaClock clock;
    private final @Nullable SSLContext trust;
    private volatile long readNanos;

    CaProvider(CaClock clock, @Nullable SSLContext trust) {
        this.clock = clock;
        this.trust = trust;
    }

    @Override
    public boolean accepts(URI directory) {
        return "https".equals(directory.getScheme());
    }

    @Override
    public URL resolve(URI directory) {
        try {
            return directory.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("the configuration takes https URLs only", e);
        }
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(settings.getTimeout())
                .proxy(settings.getProxySelector());
        if (trust != null) {
            builder.sslContext(trust);
        }
        return builder.build();
    }

    @Override
    public Connection connect(URI directory, NetworkSettings settings, HttpClient client) {
        return new CaConnection(createHttpConnector(settings, client), clock);
    }

    /** acme4j knows the kinds of challenge of the RFCs. */
    @Override
    public Challenge createChallenge(Login login, JSON data) {
        boolean persistent =
                data.get("type").map(JSON.Value::asString).orElse("").equals(PersistChallenge.TYPE);
        return persistent ? new PersistChallenge(login, data) : super.createChallenge(login, data);
    }

    /** Null says that what the session knows is still good. */
    @Override
    public @Nullable JSON directory(Session session, URI directory) throws AcmeException {
        if (session.hasDirectory() && System.nanoTime() - readNanos < DIRECTORY_KEPT.toNanos()) {
            return null;
        }
        JSON read = super.directory(session, directory);
        readNanos = System.nanoTime();
        return read;
    }
}
