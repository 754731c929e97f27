package dev.sluice.acme;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.toolbox.JSON;

/** The challenge {@code dns-persist-01}: one record, made once by hand, lets an account prove a name for ever (draft-ietf-acme-dns-persist). */
final class PersistChallenge extends Challenge {
    static final String TYPE = "dns-persist-01";
    private static final long serialVersionUID = 1;
    private static final String ACCOUNT = "accounturi";
    private static final int MAX_ISSUERS = 10;

    private final String account;

    PersistChallenge(Login login, JSON json) {
        super(login, json);
        this.account = login.getAccountLocation().toString();
    }

    /** Where the record is looked for; without a dot at the end. */
    static String recordName(String name) {
        return "_validation-persist." + name;
    }

    /** Names of the CA, one of which the record begins with; empty where the CA's list is not as it must be (section 3.1 of the draft). */
    private List<String> issuers() {
        List<String> issuers = new ArrayList<>();
        for (JSON.Value each : getJSON().get("issuer-domain-names").asArray()) {
            issuers.add(each.asString());
        }
        return issuers.size() > MAX_ISSUERS ? List.of() : issuers;
    }

    private String accountUri() {
        return getJSON().get(ACCOUNT).map(JSON.Value::asString).orElse(account);
    }

    /** Whether the CA can be answered at all. */
    boolean usable() {
        return !issuers().isEmpty();
    }

    /** The text of the record (section 4 of the draft). */
    String recordText(boolean wildcard) {
        return issuers().getFirst() + "; " + ACCOUNT + "=" + accountUri() + (wildcard ? "; policy=wildcard" : "");
    }

    /** What the user is to do, in a sentence. */
    String advice(String name, boolean wildcard) {
        return name + " is proved by a record that you add once and leave there: " + recordName(name) + " TXT \""
                + recordText(wildcard) + "\"";
    }

    /** Whether one of the records is what the CA looks for. */
    boolean isMetBy(List<String> records, boolean wildcard, Instant now) {
        return records.stream().anyMatch(record -> isMetBy(record, wildcard, now));
    }

    private boolean isMetBy(String record, boolean wildcard, Instant now) {
        List<String> parts = List.of(record.split(";", -1));
        boolean account = false;
        boolean policy = false;
        boolean lasts = true;
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            String value = part.substring(equals + 1).strip();
            switch (equals < 0 ? "" : part.substring(0, equals).strip().toLowerCase(Locale.ROOT)) {
                case ACCOUNT -> account = value.equals(accountUri());
                case "policy" -> policy = value.equalsIgnoreCase("wildcard");
                case "persistuntil" ->
                    lasts = value.matches("\\d{1,12}")
                            && Instant.ofEpochSecond(Long.parseLong(value)).isAfter(now);
                default -> {
                    // to be ignored, says the draft
                }
            }
        }
        String issuer = parts.getFirst().strip().toLowerCase(Locale.ROOT);
        return issuers().contains(issuer) && account && lasts && (policy || !wildcard);
    }
}
