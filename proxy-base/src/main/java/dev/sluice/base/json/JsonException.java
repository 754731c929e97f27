package dev.sluice.base.json;

import java.io.IOException;
import java.io.Serial;

/** A text is not JSON. The message is what is said of it, such as "is not JSON (character 7)". */
public final class JsonException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    JsonException(long character) {
        super("is not JSON (character " + character + ")");
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
