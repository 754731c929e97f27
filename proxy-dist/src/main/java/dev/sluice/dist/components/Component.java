package dev.sluice.dist.components;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One entry of the list of components, as CycloneDX has it; the members have an order, so that equal distributions have equal lists. */
final class Component {
    private Component() {}

    /**
     * A jar.
     *
     * @param type {@code library} or {@code application}
     * @param jar where Maven has it
     * @param home the distribution that ships it
     * @param shipped the file's name there
     */
    static Map<String, Object> jar(String type, Path jar, Path home, String shipped)
            throws IOException, GeneralSecurityException {
        Pom pom = Pom.of(jar);
        Map<String, Object> component = plain(type, pom.artifact(), pom.version(), packageUrl(pom, jar));
        component.put("group", pom.group());
        component.put("licenses", pom.licences());
        byte[] content = Files.readAllBytes(home.resolve("lib").resolve(shipped));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
        component.put(
                "hashes",
                List.of(ordered("alg", "SHA-256", "content", HexFormat.of().formatHex(digest))));
        component.put("properties", List.of(ordered("name", "sluice:file", "value", "lib/" + shipped)));
        return component;
    }

    private static String packageUrl(Pom pom, Path jar) {
        String classifier = pom.classifier(jar);
        String qualifiers = (classifier.isEmpty() ? "" : "classifier=" + classifier + "&") + "type=jar";
        return "pkg:maven/" + pom.group() + "/" + pom.artifact() + "@" + pom.version() + "?" + qualifiers;
    }

    /** The Java runtime that was linked from a JDK. */
    static Map<String, Object> runtime(Jdk jdk) {
        String purl = "pkg:generic/openjdk@" + jdk.version().replace("+", "%2B");
        Map<String, Object> runtime = plain("platform", "openjdk", jdk.version(), purl);
        runtime.put("supplier", Map.of("name", jdk.vendor()));
        runtime.put("licenses", List.of(Map.of("expression", "GPL-2.0-only WITH Classpath-exception-2.0")));
        return runtime;
    }

    /** One of which no more is known. */
    static Map<String, Object> plain(String type, String name, String version, String purl) {
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("type", type);
        component.put("bom-ref", purl);
        component.put("name", name);
        component.put("version", version);
        component.put("purl", purl);
        return component;
    }

    static Map<String, String> ordered(String first, String one, String second, String two) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put(first, one);
        members.put(second, two);
        return members;
    }
}
