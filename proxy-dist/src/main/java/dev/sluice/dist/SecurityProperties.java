package dev.sluice.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The security properties of the Java runtime, which Java reads at each start: without comments; without the providers that nothing here
 * uses, most of which Java would look for in every jar; and without a memory of names, because addresses of containers change.
 */
public final class SecurityProperties {
    static final List<String> OURS = List.of(
            "security.provider.1=SUN",
            "security.provider.2=SunRsaSign",
            "security.provider.3=SunEC",
            "security.provider.4=SunJSSE",
            "security.provider.5=SunJCE",
            "networkaddress.cache.ttl=0",
            "networkaddress.cache.negative.ttl=0",
            "networkaddress.cache.stale.ttl=0");

    private SecurityProperties() {}

    /** Shortens the file that the argument names, for a runtime that the build of an image links. */
    public static void main(String[] args) throws IOException {
        shorten(Path.of(args[0]));
    }

    static void shorten(Path file) throws IOException {
        Files.write(file, shortened(Files.readAllLines(file)));
    }

    static List<String> shortened(List<String> lines) {
        List<String> all = new ArrayList<>(OURS);
        for (String line : lines) {
            String text = line.strip();
            if (!text.isEmpty()
                    && !text.startsWith("#")
                    && !text.matches("(security\\.provider\\.\\d|networkaddress\\.cache).*")) {
                all.add(line);
            }
        }
        return all;
    }
}
