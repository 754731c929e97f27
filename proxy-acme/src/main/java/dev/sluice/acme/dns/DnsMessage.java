package dev.sluice.acme.dns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    /** RFC 1035 section 2.3.4. */
    static final int MAX_LABEL = 63;

    private static final int MAX_TEXT = 255;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private DnsMessage() {}

    /**
     * A question.
     *
     * @throws IOException if the name cannot stand in a message
     */
    static byte[] query(int id, String name, int type) throws IOException {
        DnsMessage message = new DnsMessage();
        message.header(id, RECURSION_DESIRED, 0);
        message.name(name).number(type).number(IN);
        return message.out.toByteArray();
    }

    /**
     * An update that adds a TXT record, or deletes exactly that one (RFC 2136 sections 2.5.1 and 2.5.4).
     *
     * @param ttl in seconds; 0 for deletion
     * @throws IOException if the value or a name cannot stand in a message
     */
    static byte[] update(int id, String zone, String name, String value, int ttl) throws IOException {
        DnsMessage message = new DnsMessage();
        message.header(id, UPDATE, 1);
        message.name(zone).number(SOA).number(IN);
        byte[] text = value.getBytes(StandardCharsets.US_ASCII);
        if (text.length > MAX_TEXT) {
            throw new IOException("the text for " + name + " is longer than " + MAX_TEXT + " characters");
        }
        message.name(name).number(TXT).number(ttl == 0 ? NONE : IN).number(0).number(ttl);
        message.number(text.length + 1);
        message.out.write(text.length);
        message.out.writeBytes(text);
        return message.out.toByteArray();
    }

    private void header(int id, int flags, int authority) {
        number(id).number(flags).number(1).number(0).number(authority).number(0);
    }

    /**
     * A name in full, without compression.
     *
     * @throws IOException if it is too long
     */
    static byte[] wireName(String name) throws IOException {
        return new DnsMessage().name(name).out.toByteArray();
    }

    private DnsMessage name(String name) throws IOException {
        int from = out.size();
        for (String label : name.split("\\.", -1)) {
            byte[] bytes = label.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
            if (bytes.length > MAX_LABEL) {
                throw new IOException("a part of the name " + name + " is longer than " + MAX_LABEL + " letters");
            }
            if (bytes.length > 0) {
                out.write(bytes.length);
                out.writeBytes(bytes);
            }
        }
        out.write(0);
        if (out.size() - from > DnsReader.MAX_NAME) {
            throw new IOException("the name " + name + " is longer than DNS allows");
        }
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
     * @throws IOException if it is not well-formed
     */
    static Reply parse(byte[] bytes) throws IOException {
        return DnsReader.read(bytes);
    }
}
