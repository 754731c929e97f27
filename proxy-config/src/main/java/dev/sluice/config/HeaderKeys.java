package dev.sluice.config;

import dev.sluice.config.HeaderRules.Header;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes to headers. Inherited rules and a route's own are joined name by name; the route's own win. */
final class HeaderKeys {

    /** Framing and hop-by-hop headers: another value would let two parties read a message differently (RFC 9110 7.6.1). */
    private static final Set<String> KEPT = Set.of(
            "connection",
            "content-length",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Scalar<String> NAME =
            new Scalar<>("the name of a header", HeaderKeys::changeable, Json.type("string"));
    private static final Scalar<String> VALUE =
            new Scalar<>("the value of a header", HeaderText::value, Json.type("string", "number", "boolean"));
    private static final Shape<List<Header>> HEADERS =
            new MapOf<>("a map of headers such as {X-Name: value}", NAME, VALUE, true).then(HeaderKeys::headers);
    private static final Shape<List<String>> NAMES = new ListOf<>("a list of names of headers", NAME, true, true);

    static final Key<List<Header>> SET =
            Key.merging("set", HEADERS, "Headers to set, replacing those of the same name.", HeaderKeys::join);
    static final Key<List<Header>> ADD =
            Key.merging("add", HEADERS, "Headers to add beside those of the same name.", HeaderKeys::join);
    static final Key<List<String>> REMOVE =
            Key.merging("remove", NAMES, "Names of headers to remove.", HeaderKeys::union);
    static final Keys CHANGES = new Keys("header-changes", SET, ADD, REMOVE);

    static final Key<Values> REQUEST =
            Key.merging("request", CHANGES, "Changes to what the backend receives.", (above, own) -> own.over(above));
    static final Key<Values> RESPONSE =
            Key.merging("response", CHANGES, "Changes to what the client receives.", (above, own) -> own.over(above));
    static final Keys ALL = new Keys("headers", REQUEST, RESPONSE).hint(CHANGES, "under 'request' or 'response'");

    private HeaderKeys() {}

    static HeaderRules rules(Values values) {
        Values request = values.get(REQUEST, Values.NONE);
        Values response = values.get(RESPONSE, Values.NONE);
        return new HeaderRules(
                request.get(SET, List.of()),
                request.get(ADD, List.of()),
                request.get(REMOVE, List.of()),
                response.get(SET, List.of()),
                response.get(ADD, List.of()),
                response.get(REMOVE, List.of()));
    }

    private static String changeable(String text) throws Mistake {
        // however it is spelled: some backends do not tell 'Content_Length' from the real one
        String name = HeaderText.name(text).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
        if (KEPT.contains(name)) {
            throw new Mistake("is set by Sluice itself and cannot be changed");
        }
        if (name.equals("host")) {
            throw new Mistake("cannot be changed here; use the route's key 'host'");
        }
        return text;
    }

    private static @Nullable List<Header> headers(List<MapOf.Named<String, String>> named, Node node, Reading in) {
        List<Header> headers = new ArrayList<>();
        Map<String, Node.Text> seen = new HashMap<>();
        for (MapOf.Named<String, String> one : named) {
            Node.Text first = seen.putIfAbsent(one.name().toLowerCase(Locale.ROOT), one.at());
            if (first != null) {
                in.error(
                        one.at(),
                        one.at().shown() + " stands here twice, first in line "
                                + first.at().line());
            }
            headers.add(new Header(one.name(), one.value()));
        }
        return headers;
    }

    private static List<Header> join(List<Header> above, List<Header> own) {
        Set<String> names = new HashSet<>();
        own.forEach(header -> names.add(header.name().toLowerCase(Locale.ROOT)));
        List<Header> joined = new ArrayList<>(above);
        joined.removeIf(header -> names.contains(header.name().toLowerCase(Locale.ROOT)));
        joined.addAll(own);
        return joined;
    }

    private static List<String> union(List<String> above, List<String> own) {
        Set<String> all = new LinkedHashSet<>(above);
        all.addAll(own);
        return List.copyOf(all);
    }
}
