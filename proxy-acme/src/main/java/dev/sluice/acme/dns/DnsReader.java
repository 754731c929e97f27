package dev.sluice.acme.dns;

import dev.sluice.acme.dns.DnsMessage.Reply;
import dev.sluice.acme.dns.DnsMessage.ResourceRecord;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads answers of DNS servers (RFC 1035 sections 4.1 and 3.1), which may be anybody's: each byte is looked at a bounded number of times,
 * and what is kept is bounded by the message's own length. Every error is an {@link IOException} with a sentence. Pure.
 */
final class DnsReader {
    private static final int HEADER = 12;
    private static final int TRUNCATED = 0x0200;
    private static final int CODE = 15;

    /** The shortest that there are: a question for the root, a record of the root without data. */
    private static final int SHORTEST_QUESTION = 5;

    private static final int SHORTEST_RECORD = 11;
    private static final int MAX_QUESTIONS = 1;
    private static final int MAX_RECORDS = 1024;

    /** RFC 1035 section 2.3.4: a name's octets, the lengths of its labels included. */
    static final int MAX_NAME = 255;

    private static final int POINTER = 0xC0;
    private static final int MAX_JUMPS = 32;

    private final ByteBuffer in;

    private DnsReader(ByteBuffer in) {
        this.in = in;
    }

    /**
     * Reads a message.
     *
     * @throws IOException if it is not well-formed
     */
    static Reply read(byte[] bytes) throws IOException {
        try {
            return new DnsReader(ByteBuffer.wrap(bytes)).reply(bytes);
        } catch (BufferUnderflowException e) {
            throw new Malformed("it ends before it is complete");
        }
    }

    /** Why a message cannot be read. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;

        Malformed(String why) {
            super("an answer of a DNS server is not well-formed: " + why);
        }
    }

    private Reply reply(byte[] bytes) throws Malformed {
        int id = number();
        int flags = number();
        int questions = number();
        int records = number() + number(); // those of the answer and authority sections
        int additional = number();
        boolean truncated = (flags & TRUNCATED) != 0;
        if (truncated) { // what is left of it need not be whole
            return new Reply(id, flags & CODE, true, List.of(), bytes.length, ByteBuffer.wrap(bytes));
        }
        count(questions, records + additional);
        for (int i = 0; i < questions; i++) {
            name(in);
            number();
            number();
        }
        List<ResourceRecord> all = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            all.add(resource());
        }
        int last = bytes.length;
        for (int i = 0; i < additional; i++) {
            last = in.position();
            resource();
        }
        if (in.hasRemaining()) {
            throw new Malformed("something follows its last record");
        }
        return new Reply(id, flags & CODE, false, all, last, ByteBuffer.wrap(bytes));
    }

    private void count(int questions, int records) throws Malformed {
        if (questions > MAX_QUESTIONS || records > MAX_RECORDS) {
            throw new Malformed("it says that it has " + questions + " questions and " + records + " records");
        }
        if (questions * SHORTEST_QUESTION + records * SHORTEST_RECORD > in.limit() - HEADER) {
            throw new Malformed("it is too short for its " + records + " records");
        }
    }

    private int number() {
        return in.getShort() & 0xFFFF;
    }

    private ResourceRecord resource() throws Malformed {
        String name = name(in);
        int type = number();
        number(); // class
        in.getInt(); // TTL
        int length = number();
        int end = in.position() + length;
        if (end > in.limit()) {
            throw new Malformed("a record is longer than the message");
        }
        String text = switch (type) {
            case DnsMessage.NS, DnsMessage.CNAME -> target(end);
            case DnsMessage.TXT -> text(end);
            case DnsMessage.CAA -> property(end);
            default -> name;
        };
        in.position(end);
        return new ResourceRecord(name, type, text);
    }

    private String target(int end) throws Malformed {
        String target = name(in);
        if (in.position() != end) {
            throw new Malformed("a name is not as long as its record");
        }
        return target;
    }

    private String text(int end) throws Malformed {
        StringBuilder text = new StringBuilder();
        while (in.position() < end) {
            text.append(string(end));
        }
        return text.toString();
    }

    /** RFC 8659 section 4.1; a property that must be understood counts like one that need not. */
    private String property(int end) throws Malformed {
        if (in.position() + 2 > end) {
            throw new Malformed("a CAA record is too short");
        }
        in.get();
        String tag = string(end).toLowerCase(Locale.ROOT);
        return tag + " " + characters(end - in.position());
    }

    private String string(int end) throws Malformed {
        int length = in.get() & 0xFF;
        if (length > end - in.position()) {
            throw new Malformed("a text is longer than its record");
        }
        return characters(length);
    }

    private String characters(int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads a name, in lower case and without a dot at its end; the buffer stands behind it afterwards.
     *
     * @throws Malformed if it is too long, if a label's length is none, or if a pointer does not lead back
     * @throws BufferUnderflowException if the message ends before it does
     */
    static String name(ByteBuffer in) throws Malformed {
        StringBuilder name = new StringBuilder();
        int octets = 1;
        int jumps = 0;
        int behind = -1;
        int first =
                in.position(); // pointers lead to earlier names only (RFC 1035 section 4.1.4): so they come to an end
        for (int length = in.get() & 0xFF; length != 0; length = in.get() & 0xFF) {
            if (length >= POINTER) {
                int target = (length - POINTER) << 8 | (in.get() & 0xFF);
                behind = behind < 0 ? in.position() : behind;
                if (target >= first || target < HEADER || ++jumps > MAX_JUMPS) {
                    throw new Malformed("a name points to somewhere else than an earlier one");
                }
                first = target;
                in.position(target);
                continue;
            }
            octets += length + 1;
            if (length > DnsMessage.MAX_LABEL) {
                throw new Malformed("a label of a name has no valid length");
            }
            if (octets > MAX_NAME) {
                throw new Malformed("a name is longer than " + MAX_NAME + " octets");
            }
            byte[] label = new byte[length];
            in.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
        }
        if (behind >= 0) {
            in.position(behind);
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }
}
