package dev.sluice.config;

/**
 * A value that does not parse. The message goes on after the value in quotes and never holds the value itself, which may
 * be a secret: {@code is not a duration; write …}.
 */
final class Mistake extends Exception {

    private static final long serialVersionUID = 1L;

    private final String text;

    Mistake(String text) {
        super(text, null, false, false);
        this.text = text;
    }

    String text() {
        return text;
    }
}
