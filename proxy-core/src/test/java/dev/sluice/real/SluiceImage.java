package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.DockerEngine;
import dev.sluice.harness.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds images as a user does, and looks into them. */
final class SluiceImage {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BUILD = Duration.ofMinutes(7); // with a JDK to fetch and a cache of classes to make
    private static final Path PROGRAMS = Path.of("src/main/image").toAbsolutePath();

    private SluiceImage() {}

    /** Skips the test, or fails it, where a program is missing that the build or its tests need. */
    static void requirePrograms() {
        List.of("gcc", "strip", "readelf", "apt-get", "dpkg-deb", "nsenter", "ip", "curl", "tar")
                .forEach(RealParts::require);
    }

    /** Builds the image {@code tag}; {@code variables} are those that the build takes from the environment. */
    static void build(DockerEngine engine, Path folder, String tag, Map<String, String> variables) throws IOException {
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("DOCKER_HOST", engine.address());
        environment.put("DOCKER", DockerEngine.client().toString());
        List<String> command = List.of(PROGRAMS.resolve("build").toString(), tag);
        try (ChildProcess build =
                ChildProcess.start(Files.createTempFile(folder, "build", ".log"), environment, command)) {
            assertThat(build.await(BUILD)).as(build.output()).isZero();
        }
    }

    /** Unpacks packages of this machine's release of Debian into a folder. */
    static void unpackDebian(Path folder, String... packages) throws IOException {
        String suite =
                ChildProcess.run(folder, PATIENCE, List.of("sh", "-c", ". /etc/os-release; echo $VERSION_CODENAME"));
        String arch = ChildProcess.run(folder, PATIENCE, List.of("dpkg", "--print-architecture"));
        List<String> command = new java.util.ArrayList<>(
                List.of(PROGRAMS.resolve("debian").toString(), suite.strip(), arch.strip(), folder.toString()));
        command.addAll(List.of(packages));
        ChildProcess.run(folder.getParent(), PATIENCE, command);
    }

    /** Unpacks all files of an image into a new folder. */
    static Path unpack(DockerEngine engine, Path folder, String tag) throws IOException {
        Path root = Files.createDirectories(folder.resolve(tag.replace(':', '-')));
        Path tar = folder.resolve("root.tar");
        engine.docker(
                "create", "--name", "unpacked", tag); // its id has a warning before it where the platform is another
        engine.docker("export", "-o", tar.toString(), "unpacked");
        engine.docker("rm", "unpacked");
        ChildProcess.run(folder, PATIENCE, List.of("tar", "-xf", tar.toString(), "-C", root.toString()));
        Files.delete(tar);
        return root;
    }
}
