package dev.sluice.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Targets, in each of their forms. */
final class TargetKeys {

    private static final Scalar<TargetText> TEXT =
            new Scalar<>("a target such as app:8080", TargetText::parse, Json.type("string"));

    static final Key<TargetText> URL = Key.of("url", TEXT, "", "The target: host:port, a URL, or unix:/path.");
    static final Key<Integer> WEIGHT =
            Key.of("weight", Scalars.number(1, 1000), "1", "Share of the requests, relative to the other targets.");
    static final Key<Boolean> VERIFY =
            Key.of("verify", Scalars.SWITCH, "on", "Whether the certificate of an https target is verified.");
    static final Key<Path> CA = Key.of("ca", FileNames.READABLE, "the system's", "PEM file with the CAs to trust.");

    static final Keys ALL = new Keys("target", URL, WEIGHT, VERIFY, CA);

    private static final Shape<Target> LONE = TEXT.then((parsed, node, in) -> target(parsed, Values.NONE, node, in));
    private static final Shape<Target> MAP = ALL.then(TargetKeys::target);

    /** One target or a list. */
    static final Shape<List<Target>> SOME = new ListOf<>(
            "a target such as app:8080, or a list of targets,",
            new Forms<>("a target such as app:8080", LONE, null, MAP),
            true,
            false);

    private TargetKeys() {}

    private static @Nullable Target target(Values values, Node node, Reading in) {
        TargetText parsed = values.get(URL);
        if (parsed != null) {
            return target(parsed, values, node, in);
        }
        if (!values.has(URL)) {
            in.error(node, "this target has no 'url'; write {url: host:port, weight: 3}");
        }
        return null;
    }

    private static Target target(TargetText parsed, Values values, Node node, Reading in) {
        boolean verify = values.get(VERIFY, true);
        Path ca = values.get(CA);
        if (parsed.scheme() != Target.Scheme.HTTPS && (values.has(VERIFY) || values.has(CA))) {
            Node at = values.at(VERIFY, values.at(CA, node));
            in.error(at, "only an https:// target has a certificate to verify; write https://, or remove this");
        } else if (!verify && ca != null) {
            in.error(values.at(CA, node), "'ca' has no effect beside 'verify: off'; remove one of them");
        }
        return new Target(
                node.at(),
                parsed.scheme(),
                parsed.host(),
                parsed.port(),
                parsed.socket(),
                values.get(WEIGHT, 1),
                verify,
                ca,
                null);
    }
}
