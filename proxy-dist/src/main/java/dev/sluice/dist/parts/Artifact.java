package dev.sluice.dist.parts;

import dev.sluice.dist.components.Pom;
import java.io.IOException;
import java.nio.file.Path;

/** A jar by its place in Maven's repository; the classifier is empty for most. */
record Artifact(String group, String name, String version, String classifier) {
    /** The jar at a place in the local repository. */
    static Artifact of(Path jar) throws IOException {
        Pom pom = Pom.of(jar);
        return new Artifact(pom.group(), pom.artifact(), pom.version(), pom.classifier(jar));
    }

    /** Group and name, which all versions share. */
    String key() {
        return group + ":" + name;
    }

    Artifact at(String version) {
        return new Artifact(group, name, version, classifier);
    }

    /** As in Maven's messages. */
    String asMavenNamesIt() {
        return key() + ":jar:" + (classifier.isEmpty() ? "" : classifier + ":") + version;
    }
}
