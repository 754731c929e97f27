package dev.sluice.dist.components;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.json.JsonUtil;

/**
 * The list of what a distribution consists of, {@code share/sbom.cdx.json} (CycloneDX 1.6): the jars in {@code lib}, each with the digest
 * of its file there, which differs from the one that Maven has; the Java runtime; and in an image Debian's packages. CycloneDX's plugin
 * for Maven cannot write it, because that one does nothing in a build without network.
 */
public final class ComponentList {
    private static final String PROGRAM = "sluice.jar";

    private ComponentList() {}

    /**
     * Writes the list of a distribution in an image: {@code CLASS_PATH_FILE HOME JDK [NAME VERSION PURL]...}, of which the first is a file
     * with the class path and the last are Debian's packages.
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        List<Map<String, Object>> packages = new ArrayList<>();
        for (int i = 3; i < args.length; i += 3) {
            packages.add(Component.plain("library", args[i], args[i + 1], args[i + 2]));
        }
        String classPath = Files.readString(Path.of(args[0])).strip();
        List<Path> jars =
                Stream.of(classPath.split(File.pathSeparator)).map(Path::of).toList();
        write(Path.of(args[1]), jars, Jdk.at(Path.of(args[2])), packages);
    }

    /**
     * Writes the list of a distribution.
     *
     * @param jars the program's, then what it needs at run time on any machine; those that are not in {@code lib} are left out
     * @param jdk the one that the runtime was linked from
     */
    public static void write(Path home, List<Path> jars, Jdk jdk) throws IOException, GeneralSecurityException {
        write(home, jars, jdk, List.of());
    }

    private static void write(Path home, List<Path> jars, Jdk jdk, List<Map<String, Object>> packages)
            throws IOException, GeneralSecurityException {
        List<Map<String, Object>> components = new ArrayList<>();
        for (Path jar : jars.subList(1, jars.size())) {
            String name = jar.getFileName().toString();
            if (Files.exists(home.resolve("lib").resolve(name))) {
                components.add(Component.jar("library", jar, home, name));
            }
        }
        components.add(Component.runtime(jdk));
        components.addAll(packages);

        Map<String, Object> list = new LinkedHashMap<>();
        list.put("bomFormat", "CycloneDX");
        list.put("specVersion", "1.6");
        list.put("version", 1);
        list.put("metadata", Map.of("component", Component.jar("application", jars.getFirst(), home, PROGRAM)));
        list.put("components", components);
        Path share = Files.createDirectories(home.resolve("share"));
        Files.writeString(share.resolve("sbom.cdx.json"), JsonUtil.toJson(list) + "\n");
    }
}
