package dev.sluice.exchange;

/** Is told of every exchange that has ended, on the worker's loop. One instance per worker; must not block or allocate much. */
public interface ExchangeObserver {

    /**
     * An exchange has ended, well or not. The summary and the heads it shows are valid only during the call.
     *
     * @param summary what happened
     */
    void ended(ExchangeSummary summary);

    /** A tunnel has opened (true) or ended (false). */
    void tunnel(boolean open);

    /** A client's connection is ended for sending too much of something. */
    void flooded(Flood flood);
}
