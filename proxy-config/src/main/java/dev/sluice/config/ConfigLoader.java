package dev.sluice.config;

import dev.sluice.config.SourceDecoder.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads configuration files. Nothing here throws, whatever the file holds; every problem is found in one go and placed.
 * Any input is read or refused within a second and 64 MB. Safe to call from any thread; blocks while it reads files.
 */
public final class ConfigLoader {

    private ConfigLoader() {}

    /** Reads the file and the files it names. */
    public static Loaded load(Path file, Environment environment) {
        try (InputStream in = Files.newInputStream(file)) {
            return load(in.readNBytes(Bounds.FILE + 1), file, environment);
        } catch (NoSuchFileException e) {
            return unreadable(file, "the file does not exist; write it, or name another with --config");
        } catch (AccessDeniedException e) {
            return unreadable(file, "the file cannot be read: no permission");
        } catch (IOException | SecurityException e) {
            boolean folder = Files.isDirectory(file);
            return unreadable(file, folder ? "this is a folder, not a file" : "the file cannot be read");
        }
    }

    /** Reads the content as if it stood in the file, which need not exist; relative names start at its folder. */
    public static Loaded load(byte[] content, Path file, Environment environment) {
        return switch (new SourceDecoder(file.toString()).decode(content)) {
            case Outcome.Refused(Problem problem) -> new Loaded.Bad(List.of(problem));
            case Outcome.Decoded(SourceText source) -> read(source, file, environment);
        };
    }

    private static Loaded read(SourceText source, Path file, Environment environment) {
        Problems problems = new Problems(file.toString(), source);
        Path parent = file.toAbsolutePath().getParent();
        Path folder = parent == null ? file.toAbsolutePath() : parent;
        Node root = root(source, new Substitution(environment, folder, problems), problems);
        ConfigReader reader = new ConfigReader(file, new Reading(problems, folder));
        Config config = root == null ? null : reader.read(root);
        if (problems.isEmpty() && config != null) {
            return new Loaded.Good(
                    config, problems.warnings(), new Labels(config, reader.defaults(), reader.inherited()));
        }
        return new Loaded.Bad(problems.errors());
    }

    private static @Nullable Node root(SourceText source, Substitution substitution, Problems problems) {
        Node root = new YamlTree(source, problems, substitution::apply).read();
        if (root == null || (root instanceof Node.Text text && text.isMissing())) {
            if (problems.isEmpty()) {
                problems.error(Node.NOWHERE, "the file is empty; write at least sites: {www.example.com: app:8080}");
            }
            return null;
        }
        return root;
    }

    private static Loaded unreadable(Path file, String message) {
        return new Loaded.Bad(List.of(new Problem(file.toString(), Position.START, message, "", 1, 1)));
    }
}
