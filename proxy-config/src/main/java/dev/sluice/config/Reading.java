package dev.sluice.config;

import dev.sluice.config.Node.Text;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What every shape needs while one file is read. */
final class Reading {

    private final Problems problems;
    private final @Nullable Path folder;

    /** {@code folder} is where relative names of files start; null where none may be named, as in labels. */
    Reading(Problems problems, @Nullable Path folder) {
        this.problems = problems;
        this.folder = folder;
    }

    void error(Node node, String message) {
        problems.error(node, message);
    }

    void warning(Node node, String message) {
        problems.warning(node, message);
    }

    boolean isFull() {
        return problems.isFull();
    }

    /** Reports what stands in a wrong place. */
    void unexpected(Node node, String expected) {
        if (node instanceof Text text && !text.sound()) {
            return;
        }
        error(node, "expected " + expected + " here, found " + node.what());
    }

    /** A path of the file, relative to the file's own folder. */
    @Nullable
    Path path(Text text) {
        if (folder == null) {
            error(text, text.shown() + " names a file, which labels cannot; write this route in the file");
            return null;
        }
        try {
            if (!text.value().isBlank()) {
                return folder.resolve(text.value()).normalize();
            }
        } catch (InvalidPathException e) {
            // reported below
        }
        error(text, text.shown() + " is not the name of a file");
        return null;
    }

    /** A file that can be read now. */
    @Nullable
    Path file(Text text) {
        return existing(text, false);
    }

    /** A folder that can be read now. */
    @Nullable
    Path folder(Text text) {
        return existing(text, true);
    }

    private @Nullable Path existing(Text text, boolean wantsFolder) {
        Path path = path(text);
        if (path == null) {
            return null;
        }
        String wrong = wrong(path, wantsFolder);
        if (wrong != null) {
            String looked = text.raw().equals(text.value()) && !path.toString().equals(text.value())
                    ? " (looked for at " + path + ")"
                    : "";
            error(text, (wantsFolder ? "the folder " : "the file ") + text.shown() + wrong + looked);
            return null;
        }
        return path;
    }

    private static @Nullable String wrong(Path path, boolean wantsFolder) {
        try {
            if (!Files.exists(path)) {
                return " does not exist";
            }
            if (Files.isDirectory(path) != wantsFolder) {
                return wantsFolder ? " is not a folder" : " is a folder";
            }
            return Files.isReadable(path) ? null : " cannot be read: no permission";
        } catch (SecurityException e) {
            return " cannot be read";
        }
    }
}
