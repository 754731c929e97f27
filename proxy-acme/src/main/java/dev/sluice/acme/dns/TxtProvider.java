package dev.sluice.acme.dns;

/** Somebody who can change a zone. Any thread; blocks. */
interface TxtProvider {
    /** Adds a TXT record beside those that the name has; the name is without a dot at the end. */
    void add(String name, String value) throws DnsFailure, InterruptedException;

    /** Removes exactly this record. */
    void remove(String name, String value) throws DnsFailure, InterruptedException;
}
