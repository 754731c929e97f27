package dev.sluice.whole.h2;

import dev.sluice.harness.h2.H2Client;
import io.netty.handler.codec.http2.Http2Error;
import java.util.List;

/** What a client does wrong on a connection that is open, and the errors that may answer it. */
record Case(String what, Act act, List<Http2Error> errors) {
    /** What the client does. */
    @FunctionalInterface
    interface Act {
        void on(H2Client client) throws Exception;
    }

    static Case of(String what, Act act, Http2Error... errors) {
        return new Case(what, act, List.of(errors));
    }

    @Override
    public String toString() {
        return what;
    }
}
