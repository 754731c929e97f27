package dev.sluice.worker;

/** What the connections of one client address hold together: an IPv4 address, or the 64 bits of a network of IPv6. */
final class Holder {
    final long address;
    long heap;
    long nativeBytes;
    int sockets;
    int connections;

    Holder(long address) {
        this.address = address;
    }

    int share(Budget budget) {
        return budget.share(heap, nativeBytes, sockets);
    }
}
