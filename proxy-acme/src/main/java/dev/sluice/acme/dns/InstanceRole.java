package dev.sluice.acme.dns;

import dev.sluice.acme.dns.HttpApi.Answer;
import java.util.Map;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.toolbox.JSON;

/** The keys of the role that an EC2 instance has, from its metadata service (IMDSv2). They last for hours, and are asked for anew each time. */
final class InstanceRole {
    static final String STANDARD = "http://169.254.169.254";
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";

    private final HttpApi api;

    /** Asks nobody yet. */
    InstanceRole(String url) {
        this.api = new HttpApi("the metadata service of EC2", url);
    }

    AwsKeys keys() throws DnsFailure, InterruptedException {
        try {
            String token = ask("PUT", "/latest/api/token", Map.of("X-aws-ec2-metadata-token-ttl-seconds", "300"))
                    .body();
            Map<String, String> headers = Map.of("X-aws-ec2-metadata-token", token);
            String role = ask("GET", ROLES, headers).body().lines().findFirst().orElse("");
            JSON json = api.json(ask("GET", ROLES + role, headers));
            return new AwsKeys(
                    json.get("AccessKeyId").asString(),
                    json.get("SecretAccessKey").asString(),
                    json.get("Token").asString());
        } catch (DnsFailure | AcmeProtocolException e) {
            throw new DnsFailure(
                    "`acme.dns` has no `access-key` and `secret-key`, and this machine has no role of EC2 that would replace"
                            + " them (in a container, the instance's hop limit must be 2): " + e.getMessage(),
                    e);
        }
    }

    private Answer ask(String method, String path, Map<String, String> headers)
            throws DnsFailure, InterruptedException {
        Answer answer = api.send(method, api.uri(path), "", headers);
        if (!answer.good() || answer.body().isBlank()) {
            throw api.strange(answer);
        }
        return answer;
    }
}
