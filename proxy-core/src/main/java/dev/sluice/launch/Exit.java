package dev.sluice.launch;

/** Exit codes of the command line, which scripts rely on. */
final class Exit {
    static final int GOOD = 0;
    static final int FAILED = 1;
    static final int BAD_CONFIGURATION = 2;
    static final int CANNOT_BIND = 3;

    private Exit() {}
}
