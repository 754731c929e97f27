package dev.sluice.worker;

/**
 * How much the clients of one worker may make it hold.
 *
 * @param heap bytes on the heap
 * @param nativeBytes bytes outside of the heap
 * @param descriptors open sockets, towards clients and backends together
 * @param connections connections of clients
 */
public record Allotment(long heap, long nativeBytes, int descriptors, int connections) {
    /** No bound at all. */
    public static final Allotment UNBOUNDED =
            new Allotment(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** The same, but with so many connections. */
    public Allotment withConnections(int most) {
        return new Allotment(heap, nativeBytes, descriptors, most);
    }
}
