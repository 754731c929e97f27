package dev.sluice.config;

import dev.sluice.config.Node.Text;
import java.nio.file.Path;

/** Names of files in the file; relative ones start at its own folder. */
final class FileNames {

    private static final Scalar<String> NAME = Scalars.TEXT;

    /** A name; nothing need be there. */
    static final Shape<Path> NAMED = NAME.then((name, node, in) -> node instanceof Text text ? in.path(text) : null);
    /** A file that can be read now. */
    static final Shape<Path> READABLE = NAME.then((name, node, in) -> node instanceof Text text ? in.file(text) : null);
    /** A folder that can be read now. */
    static final Shape<Path> FOLDER = NAME.then((name, node, in) -> node instanceof Text text ? in.folder(text) : null);

    private FileNames() {}
}
