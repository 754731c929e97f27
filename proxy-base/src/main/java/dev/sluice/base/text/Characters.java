package dev.sluice.base.text;

/** Which characters may pass a terminal. */
public final class Characters {
    private Characters() {}

    /** Whether a character does nothing to a terminal but to show itself: no control, no format or bidi character, no line's end. */
    public static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
