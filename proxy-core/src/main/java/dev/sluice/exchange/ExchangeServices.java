package dev.sluice.exchange;

import dev.sluice.http.DateText;
import dev.sluice.http.ResponseHeads;
import dev.sluice.route.CurrentSnapshot;
import dev.sluice.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** What the exchanges of one worker use. On the worker's loop only. */
public final class ExchangeServices {
    private static final int MAX_SPARE = 16;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Worker worker;
    private final CurrentSnapshot current;
    private final BackendConnector connector;
    private final ExchangeObserver observer;
    private final HostNotes notes;
    private final ArrayDeque<ExchangeScratch> spare = new ArrayDeque<>(MAX_SPARE);
    private final ResponseHeads answers = new ResponseHeads();
    private final byte[] requestId = new byte[32];
    private byte[] date = new byte[0];
    private long dateSecond = -1;

    /** Brings together what one worker's exchanges use. */
    public ExchangeServices(
            Worker worker,
            CurrentSnapshot current,
            BackendConnector connector,
            ExchangeObserver observer,
            HostNotes notes) {
        this.worker = worker;
        this.current = current;
        this.connector = connector;
        this.observer = observer;
        this.notes = notes;
    }

    /** The worker. */
    public Worker worker() {
        return worker;
    }

    CurrentSnapshot current() {
        return current;
    }

    BackendConnector connector() {
        return connector;
    }

    HostNotes notes() {
        return notes;
    }

    ExchangeObserver observer() {
        return observer;
    }

    /** A client's connection is ended for sending too much of something. */
    public void flooded(Flood flood) {
        observer.flooded(flood);
    }

    /** Lends what an exchange needs; a client's stream takes it when a request's head has come. */
    public ExchangeScratch takeScratch() {
        ExchangeScratch scratch = spare.pollLast();
        return scratch == null ? ExchangeScratch.fresh() : scratch;
    }

    /** Takes back what was lent, when the exchange has ended and nobody looks at its head any more. */
    public void giveScratch(ExchangeScratch scratch) {
        scratch.clear();
        if (spare.size() < MAX_SPARE) {
            spare.addLast(scratch);
        }
    }

    /** The heads of answers that Sluice gives itself. */
    ResponseHeads answers() {
        return answers;
    }

    /** The value of {@code Date} (RFC 9110 §5.6.7) for now, made once a second. */
    byte[] date() {
        long second = System.currentTimeMillis() / 1000;
        if (second != dateSecond) {
            dateSecond = second;
            date = DateText.httpDate(second);
        }
        return date;
    }

    /** A new request id of 32 hexadecimal digits, in an array that is used again for the next. */
    byte[] newRequestId() {
        hex(worker.nextRandom(), 0);
        hex(worker.nextRandom(), 16);
        return requestId;
    }

    private void hex(long bits, int from) {
        for (int i = 0; i < 16; i++) {
            requestId[from + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 15];
        }
    }
}
