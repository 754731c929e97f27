package dev.sluice.observe;

/** The fixed buckets of the durations. */
final class Buckets {
    private static final double[] SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, Double.POSITIVE_INFINITY
    };
    private static final long[] NANOS = nanos();

    /** How many there are; the last has no bound. */
    static final int COUNT = SECONDS.length;

    private Buckets() {}

    /** The bucket that a duration falls into: bounds belong to the bucket below. */
    static int of(long nanos) {
        int bucket = 0;
        while (bucket < COUNT - 1 && nanos > NANOS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /** The upper bounds in seconds; the last is infinite. */
    static double[] upperBounds() {
        return SECONDS.clone();
    }

    private static long[] nanos() {
        long[] nanos = new long[SECONDS.length];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = Math.round(SECONDS[i] * 1e9);
        }
        return nanos;
    }
}
