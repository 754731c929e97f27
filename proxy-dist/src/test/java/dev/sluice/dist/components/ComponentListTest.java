package dev.sluice.dist.components;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentListTest {
    private static final String PLACE = "<groupId>org.example</groupId><version>1</version>";
    private static final String DIGEST_OF_X = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

    @TempDir
    Path folder;

    @Test
    void listsTheJarsThatAreShippedWithTheirDigestsAndTheRuntime() throws Exception {
        Repository repository = new Repository(folder.resolve("m2"));
        Path program = repository.add("org.example", "core", "1", PLACE);
        Path library = repository.add("org.example", "library", "1", PLACE);
        Path other = repository.jar("org.example", "library", "1", "linux-aarch_64");
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve("lib"));
        Files.writeString(home.resolve("lib/sluice.jar"), "x");
        Files.writeString(home.resolve("lib/library-1.jar"), "x");

        ComponentList.write(home, List.of(program, library, other), new Jdk(folder, "25.0.5+9", "Somebody"));

        String list = Files.readString(home.resolve("share/sbom.cdx.json"));
        assertThat(list).contains("\"bomFormat\":\"CycloneDX\"", DIGEST_OF_X, "\"name\":\"Somebody\"");
        assertThat(values(list, "purl"))
                .containsExactly(
                        "pkg:maven/org.example/core@1?type=jar",
                        "pkg:maven/org.example/library@1?type=jar",
                        "pkg:generic/openjdk@25.0.5%2B9");
        assertThat(values(list, "value")).containsExactly("lib/sluice.jar", "lib/library-1.jar");
    }

    private static List<String> values(String json, String member) {
        return Pattern.compile("\"" + member + "\":\"([^\"]*)\"")
                .matcher(json.replace("\\/", "/"))
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
