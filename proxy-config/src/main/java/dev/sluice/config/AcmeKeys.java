package dev.sluice.config;

import dev.sluice.config.AcmeConfig.Challenge;
import dev.sluice.config.AcmeConfig.Directory;
import dev.sluice.config.AcmeConfig.Dns;
import dev.sluice.config.AcmeConfig.Eab;
import dev.sluice.config.AcmeConfig.KeyKind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Certificates from a CA. */
final class AcmeKeys {

    private static final Directory STANDARD =
            new Directory("letsencrypt", "https://acme-v02.api.letsencrypt.org/directory");
    private static final Map<String, String> DIRECTORIES = directories();

    private static final Scalar<String> EMAIL_TEXT =
            new Scalar<>("an e-mail address", AcmeKeys::email, Json.type("string"));
    private static final Scalar<String> URL_TEXT = new Scalar<>("a URL", AcmeKeys::url, Json.type("string"));
    private static final Scalar<Directory> DIRECTORY_TEXT = new Scalar<>(
            "letsencrypt, letsencrypt-staging, zerossl or a URL", AcmeKeys::directory, Json.type("string"));

    static final Key<String> EMAIL = Key.of("email", EMAIL_TEXT, "none", "Contact of the ACME account.");
    static final Key<Directory> DIRECTORY = Key.of(
            "directory", DIRECTORY_TEXT, "letsencrypt", "The CA: letsencrypt, letsencrypt-staging, zerossl or a URL.");
    static final Key<List<Directory>> FALLBACK = Key.of(
            "fallback", new ListOf<>("a list of CAs", DIRECTORY_TEXT, true, true), "none", "CAs to ask when it fails.");
    static final Key<String> KEY_ID = Key.of("key-id", Scalars.TEXT, "", "Identifier that the CA gave.");
    static final Key<String> HMAC_KEY = Key.of("hmac-key", Scalars.TEXT, "", "Key that the CA gave, in base64url.");
    static final Keys EAB_KEYS = new Keys("eab", KEY_ID, HMAC_KEY);
    static final Key<Eab> EAB =
            Key.of("eab", EAB_KEYS.then(AcmeKeys::eab), "none", "External account binding, for CAs that want it.");
    static final Key<String> PROFILE = Key.of("profile", Scalars.TEXT, "the CA's", "The CA's certificate profile.");
    static final Key<Path> STORAGE =
            Key.of("storage", FileNames.NAMED, "acme in data", "Folder of account and certificates.");
    static final Key<List<Challenge>> CHALLENGES = Key.of(
            "challenges",
            new ListOf<>(
                    "a list of tls-alpn-01, http-01, dns-01, dns-persist-01",
                    Scalars.choice(challenges()),
                    true,
                    false),
            "[tls-alpn-01, http-01]",
            "Kinds of challenge, tried in this order.");
    static final Key<Dns> DNS = Key.of("dns", new DnsShape(), "none", "How DNS records are made, for dns-01.");
    static final Key<Path> CA =
            Key.of("ca", FileNames.READABLE, "the system's", "PEM file to trust for a private ACME server.");
    static final Key<KeyKind> KEY =
            Key.of("key", Scalars.choice(keyKinds()), "p256", "Kind of key: p256, p384 or rsa2048.");
    static final Key<String> NOTIFY = Key.of(
            "notify",
            URL_TEXT,
            "none",
            "URL that gets a POST with JSON when a certificate has under a fifth of its life left.");
    static final Keys ALL =
            new Keys("acme", EMAIL, DIRECTORY, FALLBACK, EAB, PROFILE, STORAGE, CHALLENGES, DNS, CA, KEY, NOTIFY);

    static final Shape<AcmeConfig> SHAPE = new Forms<>(
            "'off' or a map such as {email: you@example.com}",
            Scalars.SWITCH.then((on, node, in) -> acme(on, Values.NONE)),
            null,
            ALL.then(AcmeKeys::acme));

    private AcmeKeys() {}

    static Scalar<String> emailText() {
        return EMAIL_TEXT;
    }

    static Scalar<String> urlText() {
        return URL_TEXT;
    }

    /** What holds without the key {@code acme}. */
    static AcmeConfig standard() {
        return acme(true, Values.NONE);
    }

    private static AcmeConfig acme(Values values, Node node, Reading in) {
        List<Challenge> challenges = values.get(CHALLENGES, List.of());
        Dns dns = values.get(DNS);
        boolean byHand = dns == null ? !values.has(DNS) : dns.provider() == AcmeConfig.Provider.MANUAL;
        if (challenges.contains(Challenge.DNS_01) && byHand) {
            in.error(values.at(CHALLENGES, node), "dns-01 needs 'dns', which says how DNS records are made");
        }
        return acme(true, values);
    }

    private static AcmeConfig acme(boolean enabled, Values values) {
        return new AcmeConfig(
                enabled,
                values.get(EMAIL),
                values.get(DIRECTORY, STANDARD),
                values.get(FALLBACK, List.of()),
                values.get(EAB),
                values.get(PROFILE),
                values.get(STORAGE),
                values.get(CHALLENGES, List.of(Challenge.TLS_ALPN_01, Challenge.HTTP_01)),
                values.get(DNS),
                values.get(CA),
                values.get(KEY, KeyKind.P256),
                values.get(NOTIFY));
    }

    private static @Nullable Eab eab(Values values, Node node, Reading in) {
        String id = values.get(KEY_ID);
        String key = values.get(HMAC_KEY);
        if (!values.has(KEY_ID) || !values.has(HMAC_KEY)) {
            in.error(node, "'eab' needs both 'key-id' and 'hmac-key'");
        }
        return id == null || key == null ? null : new Eab(id, key);
    }

    private static String email(String text) throws Mistake {
        if (!text.matches("[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,253}") || text.endsWith(".")) {
            throw new Mistake("is not an e-mail address such as you@example.com");
        }
        return text;
    }

    private static Directory directory(String text) throws Mistake {
        String url = DIRECTORIES.get(text);
        if (url != null) {
            return new Directory(text, url);
        }
        if (!text.matches("https://[^/].*") || Chars.any(text, c -> c <= ' ' || c > 126)) {
            throw new Mistake("is neither a known CA nor an https:// URL" + Suggestion.of(text, DIRECTORIES.keySet()));
        }
        return new Directory(text, text);
    }

    private static String url(String text) throws Mistake {
        if (!text.matches("https?://[^/].*") || Chars.any(text, c -> c <= ' ' || c > 126)) {
            throw new Mistake("is no http:// or https:// URL");
        }
        return text;
    }

    private static Map<String, String> directories() {
        Map<String, String> urls = new LinkedHashMap<>();
        urls.put(STANDARD.name(), STANDARD.url());
        urls.put("letsencrypt-staging", "https://acme-staging-v02.api.letsencrypt.org/directory");
        urls.put("zerossl", "https://acme.zerossl.com/v2/DV90");
        return urls;
    }

    private static Map<String, Challenge> challenges() {
        Map<String, Challenge> challenges = new LinkedHashMap<>();
        challenges.put("tls-alpn-01", Challenge.TLS_ALPN_01);
        challenges.put("http-01", Challenge.HTTP_01);
        challenges.put("dns-01", Challenge.DNS_01);
        challenges.put("dns-persist-01", Challenge.DNS_PERSIST_01);
        return challenges;
    }

    private static Map<String, KeyKind> keyKinds() {
        Map<String, KeyKind> kinds = new LinkedHashMap<>();
        kinds.put("p256", KeyKind.P256);
        kinds.put("p384", KeyKind.P384);
        kinds.put("rsa2048", KeyKind.RSA2048);
        return kinds;
    }
}
