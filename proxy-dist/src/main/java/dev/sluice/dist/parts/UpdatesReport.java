package dev.sluice.dist.parts;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Maven's versions plugin prints as {@code display-dependency-updates}. */
final class UpdatesReport {
    // a long name has its versions on the next line
    private static final Pattern UPDATE =
            Pattern.compile("^[ ]+([^\\s:]+:[^\\s:]+)[ ]\\.{3,}\\s+(\\S+) -> (\\S+)[ ]*$", Pattern.MULTILINE);

    private UpdatesReport() {}

    /** The newest version of each artifact that has a newer one, by group and name. */
    static Map<String, String> newest(String report) {
        Map<String, String> newest = new LinkedHashMap<>();
        Matcher update = UPDATE.matcher(report);
        while (update.find()) {
            newest.put(update.group(1), update.group(3));
        }
        return newest;
    }
}
