package dev.sluice.acme.dns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** DNS messages on the wire (RFC 1035 section 4): what is needed to ask for a few kinds of records and to update TXT (RFC 2136). */
final class DnsMessage {
    static final int A = 1;
    static final int NS = 2;
    static final int CNAME = 5;
    static final int SOA = 6;
    static final int TXT = 16;
    static final int CAA = 257;
    static final int IN = 1;
    static final int NONE = 254;
    static final int ANY = 255;

    private static final int RECURSION_DESIRED = 0x0100;
    private static final int UPDATE = 5 << 11;
    private static final int LONGEST_LABEL = 63;
    private static final int MOST_JUMPS = 64;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private DnsMessage() {}

    /** A question. */
    static byte[] query(int id, String name, int type) {
        DnsMessage message = new DnsMessage();
        message.header(id, RECURSION_DESIRED, 0);
        message.name(name).number(type).number(IN);
        return message.out.toByteArray();
    }

    /**
     * An update that adds a TXT record, or deletes exactly that one (RFC 2136 sections 2.5.1 and 2.5.4).
     *
     * @param ttl in seconds; 0 for deletion
     */
    static byte[] update(int id, String zone, String name, String value, int ttl) {
        DnsMessage message = new DnsMessage();
        message.header(id, UPDATE, 1);
        message.name(zone).number(SOA).number(IN);
        byte[] text = value.getBytes(StandardCharsets.US_ASCII);
        message.name(name).number(TXT).number(ttl == 0 ? NONE : IN).number(0).number(ttl);
        message.number(text.length + 1);
        message.out.write(text.length);
        message.out.writeBytes(text);
        return message.out.toByteArray();
    }

    private void header(int id, int flags, int authority) {
        number(id).number(flags).number(1).number(0).number(authority).number(0);
    }

    /** A name in full, without compression. */
    static byte[] wireName(String name) {
        return new DnsMessage().name(name).out.toByteArray();
    }

    private DnsMessage name(String name) {
        for (String label : name.split("\\.", -1)) {
            byte[] bytes = label.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
            if (bytes.length > LONGEST_LABEL) {
                throw new IllegalArgumentException("a part of " + name + " is longer than 63 letters");
            }
            if (bytes.length > 0) {
                out.write(bytes.length);
                out.writeBytes(bytes);
            }
        }
        out.write(0);
        return this;
    }

    private DnsMessage number(int sixteenBits) {
        out.write(sixteenBits >> 8);
        out.write(sixteenBits);
        return this;
    }

    /**
     * One record of an answer; {@code text} is the target of NS and CNAME, the zone's name for SOA, the whole text of TXT, tag and value
     * of CAA.
     */
    record ResourceRecord(String name, int type, String text) {}

    /**
     * An answer.
     *
     * @param records those of the answer and authority sections
     * @param unsigned where the last record of the additional section begins, which may be a signature; the whole length where there is
     *     none
     */
    record Reply(int id, int code, boolean truncated, List<ResourceRecord> records, int unsigned, ByteBuffer message) {
        /** The records of one type. */
        List<String> texts(int type) {
            return records.stream()
                    .filter(record -> record.type() == type)
                    .map(ResourceRecord::text)
                    .toList();
        }

        /** The code's name (RFC 1035 section 4.1.1, RFC 2136 section 2.2, RFC 8945 section 3). */
        String codeText() {
            return switch (code) {
                case 0 -> "no error";
                case 1 -> "FORMERR (the server did not understand)";
                case 2 -> "SERVFAIL (the server failed)";
                case 3 -> "NXDOMAIN (no such name)";
                case 5 -> "REFUSED (is this key allowed to change the name?)";
                case 9 -> "NOTAUTH (wrong key, wrong zone, or a clock that is off)";
                case 10 -> "NOTZONE (the name is not in the zone)";
                default -> "code " + code;
            };
        }
    }

    /**
     * Reads an answer.
     *
     * @throws IOException where it is not well-formed
     */
    static Reply parse(byte[] bytes) throws IOException {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int id = in.getShort() & 0xFFFF;
            int flags = in.getShort() & 0xFFFF;
            int questions = in.getShort() & 0xFFFF;
            int records = (in.getShort() & 0xFFFF) + (in.getShort() & 0xFFFF);
            int additional = in.getShort() & 0xFFFF;
            for (int i = 0; i < questions; i++) {
                readName(in);
                in.getInt();
            }
            List<ResourceRecord> all = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                all.add(readRecord(in));
            }
            int last = bytes.length;
            for (int i = 0; i < additional; i++) {
                last = in.position();
                readRecord(in);
            }
            return new Reply(id, flags & 15, (flags & 0x0200) != 0, all, last, ByteBuffer.wrap(bytes));
        } catch (RuntimeException e) {
            throw new IOException("an answer of a DNS server is not well-formed", e);
        }
    }

    private static ResourceRecord readRecord(ByteBuffer in) {
        String name = readName(in);
        int type = in.getShort() & 0xFFFF;
        in.getShort();
        in.getInt();
        int length = in.getShort() & 0xFFFF;
        int end = in.position() + length;
        String text = switch (type) {
            case NS, CNAME -> readName(in);
            case TXT -> readText(in, end);
            case CAA -> readProperty(in, end);
            default -> name;
        };
        in.position(end);
        return new ResourceRecord(name, type, text);
    }

    private static String readText(ByteBuffer in, int end) {
        StringBuilder text = new StringBuilder();
        while (in.position() < end) {
            byte[] part = new byte[in.get() & 0xFF];
            in.get(part);
            text.append(new String(part, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    /** RFC 8659 section 4.1; a property that must be understood counts like one that need not. */
    private static String readProperty(ByteBuffer in, int end) {
        in.get();
        byte[] tag = new byte[in.get() & 0xFF];
        in.get(tag);
        byte[] value = new byte[end - in.position()];
        in.get(value);
        return new String(tag, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT)
                + " "
                + new String(value, StandardCharsets.ISO_8859_1);
    }

    static String readName(ByteBuffer in) {
        StringBuilder name = new StringBuilder();
        int back = -1;
        int jumps = 0;
        for (int length = in.get() & 0xFF; length != 0; length = in.get() & 0xFF) {
            if (length >= 0xC0) {
                int target = (length & 0x3F) << 8 | (in.get() & 0xFF);
                back = back < 0 ? in.position() : back;
                if (++jumps > MOST_JUMPS) {
                    throw new IllegalArgumentException("a name that points to itself");
                }
                in.position(target);
            } else {
                byte[] label = new byte[length];
                in.get(label);
                name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
            }
        }
        if (back >= 0) {
            in.position(back);
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }
}
