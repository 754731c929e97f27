package dev.sluice.launch;

/** A target that cannot be used as it is configured, such as one whose CA file is damaged. */
final class UnusableTarget extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableTarget(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
