package dev.sluice.tls;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** A file is not what was expected of it; the message is a sentence for users and names the file. */
public final class PemException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    PemException(Path file, String problem) {
        super(file + " " + problem);
    }

    PemException(String sentence) {
        super(sentence);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
