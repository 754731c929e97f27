package dev.sluice.dist.parts;

import java.util.List;

/** A project that depends on nothing but the shipped jars, for Maven to look at. */
final class PartsPom {
    private PartsPom() {}

    static String text(List<Artifact> artifacts) {
        StringBuilder dependencies = new StringBuilder();
        artifacts.forEach(artifact -> dependencies.append(dependency(artifact)));
        return """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>dev.sluice</groupId>
                  <artifactId>shipped-parts</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                  <dependencies>
                %s  </dependencies>
                </project>
                """.formatted(dependencies);
    }

    /** Without what it depends on itself, which is in the list as far as it is shipped. */
    private static String dependency(Artifact artifact) {
        String classifier =
                artifact.classifier().isEmpty() ? "" : "<classifier>" + artifact.classifier() + "</classifier>";
        return """
                    <dependency>
                      <groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>%s
                      <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>
                    </dependency>
                """.formatted(artifact.group(), artifact.name(), artifact.version(), classifier);
    }
}
