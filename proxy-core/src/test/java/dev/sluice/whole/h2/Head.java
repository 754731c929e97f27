package dev.sluice.whole.h2;

/** The head of a request: names and values in turn. */
record Head(String what, String... fields) {
    /** With characters that end lines or words made visible. */
    static String visible(String text) {
        return text.replace("\r", "<CR>")
                .replace("\n", "<LF>")
                .replace("\0", "<NUL>")
                .replace("\t", "<TAB>");
    }

    @Override
    public String toString() {
        return what;
    }
}
