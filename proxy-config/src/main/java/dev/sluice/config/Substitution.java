package dev.sluice.config;

import dev.sluice.config.Node.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Puts environment variables and contents of files into single values, where dollar and braces ask for it; a doubled
 * dollar stands for itself. It runs after YAML has been parsed, so what is put in can never change the file's structure.
 */
final class Substitution {

    private final Environment environment;
    private final Path folder;
    private final Problems problems;
    private int count;
    private int characters;
    private boolean failed;

    Substitution(Environment environment, Path folder, Problems problems) {
        this.environment = environment;
        this.folder = folder;
        this.problems = problems;
    }

    Text apply(Text text) {
        String raw = text.raw();
        if (!raw.contains("${")) {
            return text;
        }
        failed = false;
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int at = raw.indexOf("${"); at >= 0; at = raw.indexOf("${", from)) {
            if (at > from && raw.charAt(at - 1) == '$') {
                out.append(raw, from, at - 1).append("${");
                from = at + 2;
                continue;
            }
            int end = raw.indexOf('}', at);
            if (end < 0) {
                problems.error(text, "'${' is never closed; write ${NAME}, or $${ for the characters themselves");
                return text.unsound();
            }
            out.append(raw, from, at).append(resolve(text, raw.substring(at + 2, end)));
            from = end + 1;
        }
        return bounded(text, out.append(raw, from, raw.length()).toString());
    }

    private Text bounded(Text text, String value) {
        if (value.length() > Bounds.VALUE) {
            problems.error(text, "with everything put in, this value is longer than " + Bounds.VALUE + " characters");
            return text.unsound();
        }
        return new Text(text.at(), text.width(), text.raw(), value, false, !failed);
    }

    private String resolve(Text text, String reference) {
        if (++count > Bounds.SUBSTITUTIONS) {
            if (count == Bounds.SUBSTITUTIONS + 1) {
                problems.error(text, "the file has more than " + Bounds.SUBSTITUTIONS + " '${…}'");
            }
            return fail();
        }
        String found = reference.startsWith("file:") ? file(text, reference.substring(5)) : variable(text, reference);
        characters += found.length();
        if (characters > Bounds.SUBSTITUTED) {
            problems.error(text, "all '${…}' together bring in more than " + Bounds.SUBSTITUTED + " characters");
            return fail();
        }
        return found;
    }

    private String variable(Text text, String reference) {
        int split = reference.indexOf(":-");
        String name = split < 0 ? reference : reference.substring(0, split);
        if (!isName(name)) {
            problems.error(
                    text,
                    Problems.quoted("${" + reference + "}")
                            + " is not a reference; write ${NAME}, ${NAME:-default} or ${file:/path}");
            return fail();
        }
        String value = environment.variable(name);
        if (split >= 0) {
            return value == null || value.isEmpty() ? reference.substring(split + 2) : value;
        }
        if (value == null) {
            problems.error(
                    text,
                    "the environment variable " + Problems.quoted(name) + " is not set; set it, or give a default: ${"
                            + Problems.quoted(name).replace("'", "") + ":-…}");
            return fail();
        }
        return value;
    }

    private String file(Text text, String name) {
        try {
            Path path = folder.resolve(name);
            if (!Files.isRegularFile(path)) {
                String what = Files.exists(path) ? " is not a regular file" : " does not exist";
                problems.error(text, "the file " + Problems.quoted(name) + what);
                return fail();
            }
            try (InputStream in = Files.newInputStream(path)) {
                return content(text, name, in.readNBytes(Bounds.VALUE + 1));
            }
        } catch (IOException | InvalidPathException | SecurityException e) {
            problems.error(text, "the file " + Problems.quoted(name) + " cannot be read");
            return fail();
        }
    }

    private String content(Text text, String name, byte[] bytes) {
        if (bytes.length > Bounds.VALUE) {
            problems.error(text, "the file " + Problems.quoted(name) + " is longer than " + Bounds.VALUE + " bytes");
            return fail();
        }
        return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
    }

    private String fail() {
        failed = true;
        return "";
    }

    private static boolean isName(String name) {
        if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
            return false;
        }
        return Chars.all(name, c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)));
    }
}
