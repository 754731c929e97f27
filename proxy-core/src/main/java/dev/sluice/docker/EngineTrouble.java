package dev.sluice.docker;

import dev.sluice.config.Printable;
import java.io.IOException;

/** Why an engine cannot be asked. */
public final class EngineTrouble extends IOException {
    private static final long serialVersionUID = 1L;

    private final String advice;

    EngineTrouble(String fact) {
        super(Printable.line(fact));
        this.advice = "";
    }

    EngineTrouble(String fact, String advice, Throwable cause) {
        super(Printable.line(fact), cause);
        this.advice = advice;
    }

    /** What is wrong, without a full stop. */
    String fact() {
        return String.valueOf(getMessage());
    }

    /** What is wrong, and what to do for one who sets it up; without a full stop at its end. */
    public String sentence() {
        return advice.isEmpty() ? fact() : fact() + ". " + advice;
    }
}
