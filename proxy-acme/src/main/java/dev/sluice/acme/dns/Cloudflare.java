package dev.sluice.acme.dns;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.toolbox.JSON;
import org.shredzone.acme4j.toolbox.JSONBuilder;

/** Changes a zone by Cloudflare's API (version 4), with a token that may read zones and edit their records. */
final class Cloudflare implements TxtProvider {
    private static final String STANDARD = "https://api.cloudflare.com/client/v4";
    private static final int TTL_SECONDS = 60;
    private static final int IDENTICAL_RECORD = 81_058;
    private static final int MAX_REMOVED = 20;

    private final HttpApi api;
    private final String token;
    private final String zone;

    Cloudflare(Map<String, String> settings) {
        this.api = new HttpApi("Cloudflare's API", settings.getOrDefault("url", STANDARD));
        this.token = settings.getOrDefault("token", "");
        this.zone = settings.getOrDefault("zone", "");
    }

    @Override
    public void add(String name, String value) throws DnsFailure, InterruptedException {
        JSONBuilder record = new JSONBuilder();
        record.put("type", "TXT");
        record.put("name", name);
        record.put("content", '"' + value + '"');
        record.put("ttl", TTL_SECONDS);
        understood(() -> call("POST", records(name), record.toString()));
    }

    @Override
    public void remove(String name, String value) throws DnsFailure, InterruptedException {
        String records = understood(() -> records(name));
        List<String> ids = understood(() -> matching(results(records + "?type=TXT&name=" + name), value));
        for (String id : ids) {
            understood(() -> call("DELETE", records + "/" + id, ""));
        }
    }

    private static List<String> matching(JSON.Array found, String value) {
        List<String> ids = new ArrayList<>();
        for (JSON.Value each : found) {
            JSON record = each.asObject();
            String content = record.get("content").map(JSON.Value::asString).orElse("");
            if (content.replace("\"", "").equals(value) && ids.size() < MAX_REMOVED) {
                ids.add(record.get("id").asString());
            }
        }
        return ids;
    }

    /** A question and what is read in its answer. */
    private interface Question<T> {
        T ask() throws DnsFailure, InterruptedException;
    }

    /** An answer may be JSON and not what the API promises. */
    private static <T> T understood(Question<T> question) throws DnsFailure, InterruptedException {
        try {
            return question.ask();
        } catch (AcmeProtocolException e) {
            throw new DnsFailure("Cloudflare's API gave an answer that cannot be understood: " + e.getMessage(), e);
        }
    }

    private String records(String name) throws DnsFailure, InterruptedException {
        for (String above : ParentNames.zones(name, zone)) {
            for (JSON.Value each : results("/zones?name=" + above)) {
                return "/zones/" + each.asObject().get("id").asString() + "/dns_records";
            }
        }
        throw new DnsFailure("Cloudflare has no zone for " + name
                + " that the token of `acme.dns` may see; is the zone there, and does the token include it?");
    }

    private JSON.Array results(String path) throws DnsFailure, InterruptedException {
        return call("GET", path, "").get("result").asArray();
    }

    private JSON call(String method, String path, String body) throws DnsFailure, InterruptedException {
        URI uri = api.uri(path);
        HttpApi.Answer answer = api.send(
                method, uri, body, Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json"));
        JSON json = api.json(answer);
        if (!answer.good() && firstError(json) != IDENTICAL_RECORD) {
            throw switch (answer.status()) {
                case 400, 401, 403 ->
                    new DnsFailure("Cloudflare refuses the token of `acme.dns` (" + message(json)
                            + "): it needs the permissions Zone / Zone / Read and Zone / DNS / Edit for the zone");
                default -> api.strange(answer);
            };
        }
        return json;
    }

    private static int firstError(JSON json) {
        for (JSON.Value error : json.get("errors").asArray()) {
            return error.asObject().get("code").map(JSON.Value::asInt).orElse(0);
        }
        return 0;
    }

    private static String message(JSON json) {
        for (JSON.Value error : json.get("errors").asArray()) {
            return error.asObject().get("message").map(JSON.Value::asString).orElse("no reason given");
        }
        return "no reason given";
    }
}
