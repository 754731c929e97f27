package dev.sluice.docker;

/** A version of the Engine API. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    /** The oldest whose lists and events have what is needed: that of Docker 1.12. */
    private static final ApiVersion OLDEST = new ApiVersion(1, 24);
    /** The newest that was looked at. */
    private static final ApiVersion NEWEST = new ApiVersion(1, 51);

    /**
     * The newest version that both sides know.
     *
     * @param newest of the engine
     * @param oldest of the engine; empty where it does not say
     * @param engine the program's own version, for messages
     * @throws EngineTrouble where the engine is too old, or is none
     */
    static ApiVersion agreed(String newest, String oldest, String engine) throws EngineTrouble {
        ApiVersion most = parse(newest);
        if (most.compareTo(OLDEST) < 0) {
            throw new EngineTrouble("this engine (" + engine + ") speaks version " + newest + " of its API, and "
                    + OLDEST + " is needed: use Docker 1.12 or newer");
        }
        ApiVersion least = oldest.isEmpty() ? OLDEST : parse(oldest);
        ApiVersion ours = most.compareTo(NEWEST) < 0 ? most : NEWEST;
        return ours.compareTo(least) < 0
                ? least
                : ours; // an engine that is far newer most likely still has what is needed
    }

    private static ApiVersion parse(String text) throws EngineTrouble {
        if (!text.matches("[0-9]{1,4}\\.[0-9]{1,4}")) {
            throw new EngineTrouble(
                    "what answers there is no Docker engine: it does not say which version of the API it speaks");
        }
        int dot = text.indexOf('.');
        return new ApiVersion(Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
