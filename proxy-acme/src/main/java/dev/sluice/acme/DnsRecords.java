package dev.sluice.acme;

/** Makes and removes the TXT records of dns-01. Any thread; blocks. */
interface DnsRecords {

    /**
     * Adds a TXT record beside those that are there, and waits until the zone's own servers show it.
     *
     * @param owner its full name, without a dot at the end
     * @throws Trouble where that does not work
     */
    void add(String owner, String value) throws Trouble, InterruptedException;

    /** Removes it; logs where that does not work, for nothing depends on it. */
    void remove(String owner, String value);
}
