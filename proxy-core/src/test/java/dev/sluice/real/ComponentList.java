package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** The list of components that a distribution brings, {@code share/sbom.cdx.json}. */
final class ComponentList {
    private final Map<String, Object> root;
    private final Path home;

    private ComponentList(Map<String, Object> root, Path home) {
        this.root = root;
        this.home = home;
    }

    /** Reads that of the distribution in a folder. */
    static ComponentList of(Path home) throws IOException, JoseException {
        return new ComponentList(JsonUtil.parseJson(Files.readString(home.resolve("share/sbom.cdx.json"))), home);
    }

    /** Fails unless it lists the jars in {@code lib}, these only, and each with the digest of the file. */
    void assertListsTheJars() throws IOException, GeneralSecurityException {
        Map<String, String> present = new TreeMap<>();
        try (var files = Files.list(home.resolve("lib"))) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
                present.put("lib/" + jar.getFileName(), HexFormat.of().formatHex(digest));
            }
        }
        Map<String, String> listed = new TreeMap<>();
        add(map(map(root.get("metadata")).get("component")), listed);
        components().forEach(component -> add(component, listed));
        assertThat(listed).isEqualTo(present).hasSizeGreaterThan(10);
    }

    /** The version of a component, as in {@code openjdk}. */
    String version(String name) {
        return components().stream()
                .filter(component -> name.equals(component.get("name")))
                .map(component -> String.valueOf(component.get("version")))
                .findFirst()
                .orElse("none");
    }

    /** The names of the components without a licence. */
    List<?> unlicensed() {
        return components().stream()
                .filter(component -> list(component.get("licenses")).isEmpty())
                .map(component -> component.get("name"))
                .toList();
    }

    private List<Map<String, Object>> components() {
        return list(root.get("components"));
    }

    private static void add(Map<String, Object> component, Map<String, String> listed) {
        if (component.get("properties") instanceof List<?> properties) {
            String file = String.valueOf(map(properties.getFirst()).get("value"));
            listed.put(
                    file,
                    String.valueOf(list(component.get("hashes")).getFirst().get("content")));
        }
    }

    @SuppressWarnings("unchecked") // what the parser makes of an object
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked") // what the parser makes of a list of objects
    private static List<Map<String, Object>> list(Object value) {
        return (List<Map<String, Object>>) value;
    }
}
