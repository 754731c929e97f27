package dev.sluice.config;

import java.util.List;

/** Changes to headers: first what is removed, then what is set (replacing), then what is added. */
public record HeaderRules(
        List<Header> requestSet,
        List<Header> requestAdd,
        List<String> requestRemove,
        List<Header> responseSet,
        List<Header> responseAdd,
        List<String> responseRemove) {

    /** No change. */
    public static final HeaderRules NONE =
            new HeaderRules(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /** Copies the lists. */
    public HeaderRules {
        requestSet = List.copyOf(requestSet);
        requestAdd = List.copyOf(requestAdd);
        requestRemove = List.copyOf(requestRemove);
        responseSet = List.copyOf(responseSet);
        responseAdd = List.copyOf(responseAdd);
        responseRemove = List.copyOf(responseRemove);
    }

    /** A header: the name is a token as the file spells it, the value has no control characters (RFC 9110 section 5.5). */
    public record Header(String name, String value) {}
}
