import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jose4j.json.JsonUtil;

/**
 * The list of what a distribution is made of, {@code share/sbom.cdx.json} (CycloneDX 1.6): the jars of the run-time class path that are
 * in {@code lib}, each with the digest of its file there, which {@link ShippedJar} has made anew; the Java runtime; and in the image
 * the libraries of Debian. Written here and not by CycloneDX's plugin for Maven, as that one does nothing in a build without network.
 *
 * <p>As a program, with jose4j on its class path: {@code Sbom.java CLASS_PATH_FILE HOME RELEASE [NAME VERSION PURL]...}; the first of
 * the class path is the program's jar.
 */
final class Sbom {
    private static final String PROGRAM = "sluice.jar";

    private final Path home;

    private Sbom(Path home) {
        this.home = home;
    }

    public static void main(String[] args) throws Exception {
        List<Map<String, Object>> others = new ArrayList<>();
        for (int i = 3; i < args.length; i += 3) {
            others.add(component("library", args[i], args[i + 1], args[i + 2]));
        }
        new Sbom(Path.of(args[1])).write(Files.readString(Path.of(args[0])).strip(), Path.of(args[2]), others);
    }

    /**
     * Writes the list of the distribution at {@code home}.
     *
     * @param classPath the program's jar, then what it needs at run time
     * @param release the file {@code release} of the JDK that the runtime was linked from
     */
    static void write(Path home, String classPath, Path release) throws IOException, GeneralSecurityException {
        new Sbom(home).write(classPath, release, List.of());
    }

    private void write(String classPath, Path release, List<Map<String, Object>> others)
            throws IOException, GeneralSecurityException {
        List<String> jars = List.of(classPath.split(File.pathSeparator));
        List<Map<String, Object>> components = new ArrayList<>();
        for (String jar : jars.subList(1, jars.size())) {
            // absent are the program's own classes, and what is for another kind of processor
            if (jar.endsWith(".jar") && Files.exists(home.resolve("lib").resolve(Path.of(jar).getFileName()))) {
                components.add(jar("library", Path.of(jar), Path.of(jar).getFileName().toString()));
            }
        }
        components.add(runtime(release));
        components.addAll(others);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bomFormat", "CycloneDX");
        all.put("specVersion", "1.6");
        all.put("version", 1);
        all.put("metadata", Map.of("component", jar("application", Path.of(jars.getFirst()), PROGRAM)));
        all.put("components", components);
        Files.writeString(Files.createDirectories(home.resolve("share")).resolve("sbom.cdx.json"), JsonUtil.toJson(all) + "\n");
    }

    private Map<String, Object> jar(String type, Path jar, String shipped) throws IOException, GeneralSecurityException {
        Pom pom = Pom.of(jar);
        String bare = pom.artifact() + "-" + pom.version();
        String name = jar.getFileName().toString().replaceAll("\\.jar$", "");
        String classifier = name.length() > bare.length() ? "classifier=" + name.substring(bare.length() + 1) + "&" : "";
        String purl = "pkg:maven/" + pom.group() + "/" + pom.artifact() + "@" + pom.version() + "?" + classifier + "type=jar";
        Map<String, Object> component = component(type, pom.artifact(), pom.version(), purl);
        component.put("group", pom.group());
        component.put("licenses", pom.licences());
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(home.resolve("lib").resolve(shipped)));
        component.put("hashes", List.of(ordered("alg", "SHA-256", "content", HexFormat.of().formatHex(digest))));
        component.put("properties", List.of(ordered("name", "sluice:file", "value", "lib/" + shipped)));
        return component;
    }

    private static Map<String, Object> runtime(Path release) throws IOException {
        Properties entries = new Properties();
        try (Reader reader = Files.newBufferedReader(release)) {
            entries.load(reader);
        }
        String version = entries.getProperty("JAVA_RUNTIME_VERSION", "").replace("\"", "");
        Map<String, Object> runtime =
                component("platform", "openjdk", version, "pkg:generic/openjdk@" + version.replace("+", "%2B"));
        runtime.put("supplier", Map.of("name", entries.getProperty("IMPLEMENTOR", "unknown").replace("\"", "")));
        runtime.put("licenses", List.of(Map.of("expression", "GPL-2.0-only WITH Classpath-exception-2.0")));
        return runtime;
    }

    /** Two members in this order, so that the same distribution has the same list. */
    static Map<String, String> ordered(String first, String one, String second, String two) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put(first, one);
        members.put(second, two);
        return members;
    }

    private static Map<String, Object> component(String type, String name, String version, String purl) {
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("type", type);
        component.put("bom-ref", purl);
        component.put("name", name);
        component.put("version", version);
        component.put("purl", purl);
        return component;
    }
}
