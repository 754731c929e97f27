package dev.sluice.dist.components;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * What Maven's description of a jar says: its place in the repositories and its licences. It lies beside the jar in the local
 * repository, so no network is needed.
 */
public final class Pom {
    private static final String NO_EXTERNAL_FILES = "http://apache.org/xml/features/disallow-doctype-decl";

    private final Path file;
    private final Element project;

    private Pom(Path file, Element project) {
        this.file = file;
        this.project = project;
    }

    /** Of a jar in the local repository or in a module's {@code target}. */
    public static Pom of(Path jar) throws IOException {
        Path version = parent(jar);
        String name = parent(version).getFileName() + "-" + version.getFileName() + ".pom";
        Path inRepository = version.resolve(name);
        return read(Files.exists(inRepository) ? inRepository : parent(version).resolve("pom.xml"));
    }

    /** The group's name. */
    public String group() {
        return inherited("groupId");
    }

    /** The artifact's name. */
    public String artifact() {
        return text(project, "artifactId").orElseThrow();
    }

    /** The version. */
    public String version() {
        return inherited("version");
    }

    /** What a jar's name has behind artifact and version, such as the machine that it is for; else empty. */
    public String classifier(Path jar) {
        String bare = artifact() + "-" + version();
        String name = jar.getFileName().toString().replaceAll("\\.jar$", "");
        return name.length() > bare.length() ? name.substring(bare.length() + 1) : "";
    }

    /** As CycloneDX has them; if none are given, those of the parent. */
    List<Map<String, Object>> licences() throws IOException {
        List<Map<String, Object>> licences = new ArrayList<>();
        Optional<Element> all = child(project, "licenses");
        for (Element each : all.map(list -> children(list, "license")).orElse(List.of())) {
            String name = text(each, "name").orElse("");
            licences.add(Map.of("license", licence(name, text(each, "url").orElse(""))));
        }
        Optional<Element> parent = child(project, "parent");
        return licences.isEmpty() && parent.isPresent() ? parent(parent.get()).licences() : licences;
    }

    /** By the short name that CycloneDX knows, if it is one of the usual ones. */
    static Map<String, String> licence(String name, String url) {
        if (name.matches("(?i).*apache.*2.*")) {
            return Map.of("id", "Apache-2.0");
        }
        if (name.matches("(?i)(the )?mit( licen[cs]e)?")) {
            return Map.of("id", "MIT");
        }
        return url.isEmpty()
                ? Map.of("name", name)
                : Component.ordered("name", name.isEmpty() ? url : name, "url", url);
    }

    private Pom parent(Element parent) throws IOException {
        if (file.endsWith("pom.xml")) {
            return read(parent(parent(file)).resolve("pom.xml")); // of a module: the folder above
        }
        String version = text(parent, "version").orElseThrow();
        String artifact = text(parent, "artifactId").orElseThrow();
        String group = text(parent, "groupId").orElseThrow();
        Path folder =
                repository().resolve(group.replace('.', '/')).resolve(artifact).resolve(version);
        return read(folder.resolve(artifact + "-" + version + ".pom"));
    }

    /** The local repository's root: above group, artifact and version. */
    private Path repository() {
        Path root = parent(parent(parent(file)));
        for (int i = group().split("\\.").length; i > 0; i--) {
            root = parent(root);
        }
        return root;
    }

    private static Path parent(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " is in no folder");
        }
        return parent;
    }

    private String inherited(String name) {
        return text(project, name)
                .or(() -> child(project, "parent").flatMap(parent -> text(parent, name)))
                .orElseThrow();
    }

    private static Pom read(Path file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(NO_EXTERNAL_FILES, true);
            Element root = factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
            return new Pom(file, root);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Optional<String> text(Element of, String name) {
        return child(of, name).map(Element::getTextContent).map(String::strip);
    }

    private static Optional<Element> child(Element of, String name) {
        return children(of, name).stream().findFirst();
    }

    private static List<Element> children(Element of, String name) {
        List<Element> all = new ArrayList<>();
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                all.add(element);
            }
        }
        return all;
    }
}
