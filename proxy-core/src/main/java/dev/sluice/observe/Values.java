package dev.sluice.observe;

import dev.sluice.exchange.ExchangeSummary;
import dev.sluice.exchange.Failure;
import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import dev.sluice.http.RequestHead;
import dev.sluice.upstream.Endpoint;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** Writes the values that both formats of the access log share, each within its limit; together they stay below {@link Line}'s size. */
final class Values {
    private static final int METHOD = 32;
    private static final int TARGET = 4_096;
    private static final int REFERER = 2_048;
    private static final int AGENT = 512;
    private static final int NAME = 255;
    private static final int ROUTE = 512;
    private static final int DETAIL = 512;

    private static final byte[] HTTP_1 = ascii("HTTP/1.");
    private static final byte[] HTTP_2 = ascii("HTTP/2.0");
    private static final byte[] AFTER = ascii(" after ");
    private static final byte[] OF = ascii(" of ");
    private static final byte[] REQUEST_BYTES = ascii(" request bytes in ");
    private static final byte[] RESPONSE_BYTES = ascii(" response bytes in ");
    private static final byte[] UP = ascii(" bytes up and ");
    private static final byte[] DOWN = ascii(" bytes down in ");
    private static final byte[] SECONDS = ascii(" s");

    private final Line line;
    private final Escape word;
    private final Escape quoted;

    Values(Line line, Escape word, Escape quoted) {
        this.line = line;
        this.word = word;
        this.quoted = quoted;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void name(String name) {
        line.add(name, word, NAME);
    }

    void route(String label) {
        line.add(label, word, ROUTE);
    }

    void endpoint(Endpoint endpoint) {
        line.add(endpoint.state().label(), quoted, NAME);
    }

    void method(RequestHead head) {
        line.add(head.fields().bytes(), head.methodStart(), head.methodEnd(), quoted, METHOD);
    }

    void target(RequestHead head) {
        line.add(head.fields().bytes(), head.receivedTargetStart(), head.receivedTargetEnd(), quoted, TARGET);
    }

    void protocol(RequestHead head) {
        if (head.majorVersion() == 2) {
            line.add(HTTP_2);
            return;
        }
        line.add(HTTP_1);
        line.put('0' + head.minorVersion());
    }

    void referer(Fields fields, int index) {
        field(fields, index, REFERER);
    }

    void userAgent(Fields fields, int index) {
        field(fields, index, AGENT);
    }

    private void field(Fields fields, int index, int limit) {
        line.add(fields.bytes(), fields.valueStart(index), fields.valueEnd(index), quoted, limit);
    }

    /** The index of a field that is there, or -1. */
    static int find(ExchangeSummary summary, KnownField field) {
        return summary.request().fields().find(field);
    }

    void client(InetAddress address) {
        if (address instanceof Inet4Address four) {
            // constant indices: the copy that getAddress() makes stays off the heap
            byte[] octets = four.getAddress();
            line.number(octets[0] & 0xFF);
            line.put('.');
            line.number(octets[1] & 0xFF);
            line.put('.');
            line.number(octets[2] & 0xFF);
            line.put('.');
            line.number(octets[3] & 0xFF);
        } else {
            six(address.getAddress());
        }
    }

    /** RFC 5952 §4: the longest run of two or more zero groups is shortened, the first of equal ones. */
    private void six(byte[] octets) {
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && group(octets, end) == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        for (int i = 0; i < 8; i++) {
            if (i == runStart) {
                line.put(':');
                line.put(':');
                i += runLength - 1;
            } else {
                if (i > 0 && i != runStart + runLength) {
                    line.put(':');
                }
                hexGroup(group(octets, i));
            }
        }
    }

    private void hexGroup(int group) {
        int shift = 12;
        while (shift > 0 && group >>> shift == 0) {
            shift -= 4;
        }
        line.addHex(group, shift);
    }

    private static int group(byte[] octets, int index) {
        return ((octets[2 * index] & 0xFF) << 8) | (octets[2 * index + 1] & 0xFF);
    }

    void fault(Failure failure) {
        line.add(
                switch (failure.fault()) {
                    case CLIENT -> "client";
                    case BACKEND -> "backend";
                    case SLUICE -> "sluice";
                },
                word,
                NAME);
    }

    /** The failure in words: the sentence, how far things had come, the detail. */
    void reason(ExchangeSummary summary, Failure failure) {
        line.add(failure.sentence(), quoted, DETAIL);
        if (failure.is(Failure.Trait.CUTS)) {
            progress(summary);
        }
        String detail = summary.detail();
        if (detail != null) {
            line.put(':');
            line.put(' ');
            line.add(detail, quoted, DETAIL);
        }
    }

    private void progress(ExchangeSummary summary) {
        line.add(AFTER);
        if (summary.tunnelled()) {
            line.number(summary.bytesIn());
            line.add(UP);
            line.number(summary.bytesOut());
            line.add(DOWN);
        } else if (summary.respondedNanos() != 0) {
            line.number(summary.bytesOut());
            line.add(RESPONSE_BYTES);
        } else {
            line.number(summary.bytesIn());
            if (summary.request().contentLength() >= 0) {
                line.add(OF);
                line.number(summary.request().contentLength());
            }
            line.add(REQUEST_BYTES);
        }
        line.addSeconds(summary.endedNanos() - summary.startedNanos());
        line.add(SECONDS);
    }
}
