package dev.sluice.acme;

import dev.sluice.acme.dns.CaaRecords;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Whether DNS lets a CA sign a name (RFC 8659 section 4). Pure. */
final class CaaAdvice {
    private CaaAdvice() {}

    /**
     * What stands against it, in a clause; empty where nothing does, or the CA does not say by what names it goes.
     *
     * @param records that hold for the name
     * @param identities the CA's names in such records
     */
    static String of(CaaRecords records, boolean wildcard, String authority, Collection<String> identities) {
        List<String> wild = values(records, "issuewild");
        List<String> allowed = wildcard && !wild.isEmpty() ? wild : values(records, "issue");
        if (identities.isEmpty() || allowed.isEmpty() || allowed.stream().anyMatch(identities::contains)) {
            return "";
        }
        String others = String.join(
                ", ", allowed.stream().filter(each -> !each.isEmpty()).toList());
        String tag = wildcard && !wild.isEmpty() ? "issuewild" : "issue";
        return "a CAA record of " + records.owner() + " lets " + (others.isEmpty() ? "no CA" : "only " + others)
                + " sign this name, not " + authority + ": add `" + records.owner() + ". CAA 0 " + tag + " \""
                + identities.iterator().next() + "\"` in DNS";
    }

    /** The CAs that properties of this kind name, without their parameters. */
    private static List<String> values(CaaRecords records, String tag) {
        return records.properties().stream()
                .filter(property -> property.startsWith(tag + " "))
                .map(property -> property.substring(tag.length() + 1)
                        .split(";", 2)[0]
                        .strip()
                        .toLowerCase(Locale.ROOT))
                .toList();
    }
}
