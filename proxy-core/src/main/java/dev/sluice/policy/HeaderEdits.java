package dev.sluice.policy;

import dev.sluice.config.HeaderRules;
import dev.sluice.http.FieldNameSet;
import dev.sluice.http.Fields;
import dev.sluice.http.Trailers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A route's changes to the fields of its requests or responses, as bytes: first remove, then set, then add. What is removed or set goes
 * in every spelling of {@link FieldNameSet}; what is added stays beside fields of its own spelling only. Immutable.
 */
public final class HeaderEdits {
    private final FieldNameSet replaced;
    private final FieldNameSet joined;
    private final FieldNameSet named;
    private final byte[][] set;
    private final byte[][] add;

    private HeaderEdits(List<HeaderRules.Header> set, List<HeaderRules.Header> add, List<String> remove) {
        replaced = FieldNameSet.of(Stream.concat(remove.stream(), names(set)).toList());
        joined = FieldNameSet.of(names(add).toList());
        named = FieldNameSet.of(Stream.of(remove.stream(), names(set), names(add))
                .flatMap(each -> each)
                .toList());
        this.set = lines(set);
        this.add = lines(add);
    }

    /** The changes to requests. */
    public static HeaderEdits ofRequest(HeaderRules rules) {
        return new HeaderEdits(rules.requestSet(), rules.requestAdd(), rules.requestRemove());
    }

    /** The changes to responses. */
    public static HeaderEdits ofResponse(HeaderRules rules) {
        return new HeaderEdits(rules.responseSet(), rules.responseAdd(), rules.responseRemove());
    }

    /** Makes the changes. Allocates nothing of its own. */
    public void applyTo(Fields fields) {
        replaced.removeFrom(fields);
        joined.removeImitationsFrom(fields);
        addAll(fields, set);
        addAll(fields, add);
    }

    /** The trailers that may follow such a head: null if none are left. Changes them in place. */
    public @Nullable Fields trailers(@Nullable Fields trailers) {
        return trailers == null ? null : Trailers.clean(trailers, named);
    }

    private static void addAll(Fields fields, byte[][] lines) {
        for (int i = 0; i < lines.length; i += 2) {
            fields.add(lines[i], lines[i + 1]);
        }
    }

    private static byte[][] lines(List<HeaderRules.Header> headers) {
        byte[][] lines = new byte[headers.size() * 2][];
        for (int i = 0; i < headers.size(); i++) {
            lines[2 * i] = headers.get(i).name().getBytes(StandardCharsets.US_ASCII);
            lines[2 * i + 1] = headers.get(i).value().getBytes(StandardCharsets.UTF_8);
        }
        return lines;
    }

    private static Stream<String> names(List<HeaderRules.Header> headers) {
        return headers.stream().map(HeaderRules.Header::name);
    }
}
