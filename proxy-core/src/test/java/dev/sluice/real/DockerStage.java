package dev.sluice.real;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.DockerEngine;
import dev.sluice.harness.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * One Docker engine for all test classes of a run, which ends with it, and the images that they use, each made when first wanted and
 * without pulling anything. Classes run one after the other and {@link #clear} the engine when they are done.
 */
public final class DockerStage implements LauncherSessionListener {
    private static final Path FOLDER = Path.of("target/stage").toAbsolutePath();
    private static final Path SOURCES = Path.of("src/test/resources/containers").toAbsolutePath();
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
    private static @Nullable DockerEngine engine;

    /** The engine, started by whoever asks first. */
    public static synchronized DockerEngine engine() throws IOException {
        DockerEngine there = engine;
        if (there == null) {
            for (String program : List.of("ip", "nsenter", "gcc", "strip")) {
                RealParts.require(program);
            }
            there = DockerEngine.start(Files.createDirectories(FOLDER));
            engine = there;
        }
        return there;
    }

    /** Leaves the engine as a class finds it: with images, without containers and networks. */
    static synchronized void clear() throws IOException {
        DockerEngine there = engine;
        if (there != null) {
            there.clear();
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        DockerEngine there = engine;
        if (there != null) {
            try {
                there.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** The image of Sluice, built as its users build it. */
    public static synchronized String sluice() throws IOException {
        return image("sluice:test", tag -> SluiceImage.build(engine(), FOLDER, tag, Map.of()));
    }

    /** A backend on port 8080, or the one that its argument names: answers with its container's host name, echoes WebSockets. */
    public static synchronized String api() throws IOException {
        return image("api:test", tag -> {
            Path context = context("api");
            run(
                    "gcc",
                    "-O2",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-static",
                    "-pthread",
                    "-s",
                    "-o",
                    context + "/api",
                    SOURCES + "/api.c");
            build(tag, context, "FROM scratch\nCOPY api /api\nENTRYPOINT [\"/api\"]\n");
        });
    }

    /** The same backend in the place of Portainer: on port 9000. */
    public static synchronized String portainer() throws IOException {
        String api = api();
        return image("portainer:test", tag -> build(tag, context("portainer"), "FROM " + api + "\nCMD [\"9000\"]\n"));
    }

    /** Debian's nginx on port 80 with one page. */
    public static synchronized String frontend() throws IOException {
        return image("frontend:test", tag -> {
            Path context = context("frontend");
            program(context, RealParts.require("nginx"));
            Files.writeString(
                    Files.createDirectories(context.resolve("root/www")).resolve("index.html"), "the front end\n");
            Files.writeString(context.resolve("root/etc/nginx.conf"), """
                    daemon off;
                    error_log stderr;
                    pid /tmp/nginx.pid;
                    events {}
                    http { access_log off; server { listen 80; root /www; } }
                    """);
            build(tag, context, """
                    FROM scratch
                    COPY root/ /
                    ENTRYPOINT ["/usr/bin/nginx", "-c", "/etc/nginx.conf", "-e", "stderr"]
                    """);
        });
    }

    /** Debian's registry on port 5000, configured by {@code REGISTRY_…} as the usual image is, with its images in a volume. */
    public static synchronized String registry() throws IOException {
        return image("registry:test", tag -> {
            Path context = context("registry");
            program(context, RealParts.require("docker-registry"));
            Files.writeString(context.resolve("root/etc/config.yml"), """
                    version: 0.1
                    log: {level: warn}
                    storage: {filesystem: {rootdirectory: /var/lib/registry}, delete: {enabled: true}}
                    http: {addr: ":5000"}
                    """);
            build(tag, context, """
                    FROM scratch
                    COPY root/ /
                    VOLUME /var/lib/registry
                    ENTRYPOINT ["/usr/bin/docker-registry", "serve", "/etc/config.yml"]
                    """);
        });
    }

    /** An image of one layer with so many MiB of random bytes, which cannot be compressed. */
    public static synchronized String random(int mebibytes) throws IOException {
        return image("random:" + mebibytes, tag -> {
            Path context = context("random");
            run("sh", "-c", "head -c " + mebibytes + "M /dev/urandom >" + context + "/random");
            build(tag, context, "FROM scratch\nCOPY random /random\nCMD [\"/none\"]\n");
            Files.delete(context.resolve("random"));
        });
    }

    /** How an image is made. */
    private interface Recipe {
        void make(String tag) throws IOException;
    }

    private static String image(String tag, Recipe recipe) throws IOException {
        if (engine().docker("images", "-q", tag).isEmpty()) {
            recipe.make(tag);
        }
        return tag;
    }

    private static Path context(String name) throws IOException {
        Path context = FOLDER.resolve(name);
        run("rm", "-rf", context.toString());
        return Files.createDirectories(context);
    }

    /** Lays out a program of this machine with the libraries that it loads, and users whom it may ask for. */
    private static void program(Path context, Path program) throws IOException {
        Path root = Files.createDirectories(context.resolve("root"));
        for (String folder : List.of("usr/bin", "etc", "tmp", "var/lib/nginx", "var/log/nginx")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.copy(program, root.resolve("usr/bin").resolve(program.getFileName()));
        List<String> libraries = new ArrayList<>();
        Matcher matcher = LIBRARY.matcher(run("sh", "-c", "ldd " + program + " || true"));
        while (matcher.find()) {
            libraries.add(matcher.group(1));
        }
        for (String library : libraries) {
            Path copy = root.resolve(library.substring(1));
            Files.createDirectories(copy.getParent());
            run("cp", "-L", library, copy.toString());
        }
        Files.writeString(
                root.resolve("etc/passwd"),
                "root:x:0:0::/:/none\nwww-data:x:33:33::/:/none\nnobody:x:65534:65534::/:/none\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nwww-data:x:33:\nnogroup:x:65534:\n");
    }

    private static void build(String tag, Path context, String dockerfile) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        engine().docker(Duration.ofMinutes(3), "build", "-q", "-t", tag, context.toString());
    }

    private static String run(String... command) throws IOException {
        return ChildProcess.run(FOLDER, Duration.ofMinutes(2), List.of(command));
    }
}
