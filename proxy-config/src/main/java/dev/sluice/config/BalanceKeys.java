package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How endpoints are chosen and kept. */
final class BalanceKeys {

    private static final String POSSIBLE =
            "least-requests, round-robin, random, or hash: ip, hash: header NAME, hash: cookie NAME";

    private static final Scalar<Balance> HASH_TEXT =
            new Scalar<>("ip, header NAME or cookie NAME", BalanceKeys::hash, Json.matching("ip|(header|cookie) .+"));
    static final Key<Balance> HASH =
            Key.of("hash", HASH_TEXT, "", "Consistent hashing by: ip, header NAME or cookie NAME.");
    static final Keys BALANCE = new Keys("balance", HASH);

    static final Shape<Balance> BALANCE_SHAPE = new Forms<>(
            POSSIBLE,
            new Scalar<>(POSSIBLE, BalanceKeys::word, Json.matching("least-requests|round-robin|random|hash:? .+")),
            null,
            BALANCE.then(BalanceKeys::needHash));

    private static final Scalar<String> COOKIE_NAME =
            new Scalar<>("the name of a cookie", HeaderText::cookie, Json.type("string"));
    static final Key<String> COOKIE = Key.of(
            "cookie", COOKIE_NAME, Sticky.DEFAULT_COOKIE, "Name of the cookie that keeps a client on its endpoint.");
    static final Key<Duration> TTL =
            Key.of("ttl", Scalars.DURATION_OR_OFF, "the browser's session", "How long the cookie lasts.");
    static final Keys STICKY = new Keys("sticky", COOKIE, TTL);

    static final Shape<Optional<Sticky>> STICKY_SHAPE = new Forms<>(
            "'on', 'off' or {cookie: NAME, ttl: 1h}",
            Scalars.SWITCH.then(
                    (on, node, in) -> on ? Optional.of(new Sticky(Sticky.DEFAULT_COOKIE, null)) : Optional.empty()),
            null,
            STICKY.then((values, node, in) -> Optional.of(
                    new Sticky(values.get(COOKIE, Sticky.DEFAULT_COOKIE), RouteReader.orNull(values.get(TTL))))));

    private BalanceKeys() {}

    private static @Nullable Balance needHash(Values values, Node node, Reading in) {
        if (!values.has(HASH)) {
            in.error(node, "expected " + POSSIBLE);
        }
        return values.get(HASH);
    }

    private static Balance word(String text) throws Mistake {
        return switch (text) {
            case "least-requests" -> new Balance.LeastRequests();
            case "round-robin" -> new Balance.RoundRobin();
            case "random" -> new Balance.Random();
            default -> {
                if (text.startsWith("hash")) {
                    yield hash(text.substring(text.startsWith("hash:") ? 5 : 4).strip());
                }
                throw new Mistake("is not possible here"
                        + Suggestion.of(text, List.of("least-requests", "round-robin", "random", "hash")));
            }
        };
    }

    private static Balance hash(String text) throws Mistake {
        if (text.equals("ip")) {
            return new Balance.Hash(Balance.By.IP, "");
        }
        if (text.startsWith("header ")) {
            return new Balance.Hash(
                    Balance.By.HEADER, HeaderText.name(text.substring(7).strip()));
        }
        if (text.startsWith("cookie ")) {
            return new Balance.Hash(
                    Balance.By.COOKIE, HeaderText.cookie(text.substring(7).strip()));
        }
        throw new Mistake("says not what to hash; write ip, header NAME or cookie NAME");
    }
}
