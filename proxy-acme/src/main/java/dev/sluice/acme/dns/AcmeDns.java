package dev.sluice.acme.dns;

import dev.sluice.acme.dns.HttpApi.Answer;
import dev.sluice.acme.http.JsonShape;
import dev.sluice.base.files.BoundedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.toolbox.JSON;
import org.shredzone.acme4j.toolbox.JSONBuilder;

/**
 * Changes records at an acme-dns server, to which the zone's {@code _acme-challenge} names lead by CNAME. It keeps the newest two of each
 * account, so there is nothing to remove.
 */
final class AcmeDns implements TxtProvider {
    private static final int MAX_ACCOUNTS = 1 << 20;

    private final HttpApi api;
    private final @Nullable String accounts;
    private final Account account;

    AcmeDns(Map<String, String> settings) {
        this.api = new HttpApi("the acme-dns server", settings.getOrDefault("url", ""));
        this.accounts = settings.get("accounts");
        this.account = new Account(
                settings.getOrDefault("username", ""),
                settings.getOrDefault("password", ""),
                settings.getOrDefault("subdomain", ""));
    }

    /** Who may change one subdomain. */
    private record Account(String username, String password, String subdomain) {
        /** Leaves the secret out. */
        @Override
        public String toString() {
            return "Account[" + subdomain + "]";
        }
    }

    @Override
    public void add(String name, String value) throws DnsFailure, InterruptedException {
        Account used = accounts == null ? account : stored(accounts, name);
        JSONBuilder body = new JSONBuilder();
        body.put("subdomain", used.subdomain());
        body.put("txt", value);
        Answer answer = api.send(
                "POST",
                api.uri("/update"),
                body.toString(),
                Map.of(
                        "X-Api-User",
                        used.username(),
                        "X-Api-Key",
                        used.password(),
                        "Content-Type",
                        "application/json"));
        if (answer.status() == 401 || answer.status() == 403) {
            throw new DnsFailure("the acme-dns server does not accept the account for " + name
                    + ": are `username` and `password` right, and may this machine's address use it?");
        }
        if (!answer.good()) {
            throw api.strange(answer);
        }
    }

    @Override
    public void remove(String name, String value) {
        // the next ones push it out
    }

    /** From the file that clients of acme-dns share: a map from domain to account. */
    private static Account stored(String file, String name) throws DnsFailure {
        try {
            String text = BoundedFile.text(Path.of(file), MAX_ACCOUNTS);
            JsonShape.check(text);
            JSON all = JSON.parse(text);
            List<String> names = ParentNames.of(name);
            for (String domain : names.subList(Math.min(1, names.size()), names.size())) {
                if (all.contains(domain)) {
                    JSON one = all.get(domain).asObject();
                    return new Account(
                            one.get("username").asString(),
                            one.get("password").asString(),
                            one.get("subdomain").asString());
                }
            }
        } catch (IOException | AcmeProtocolException e) {
            throw new DnsFailure("the file of `acme.dns.accounts`, " + file + ", cannot be used: " + e.getMessage(), e);
        }
        throw new DnsFailure("the file of `acme.dns.accounts`, " + file + ", has no account for the domain of " + name);
    }
}
