package dev.sluice.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.harness.Message.Field;
import dev.sluice.harness.Message.Framing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1 messages as strictly as RFC 9112 lets one be: whatever is not exact is a {@link MalformedException}. */
public final class WireReader {
    private static final int LONGEST_LINE = 1 << 20;
    private final InputStream in;

    WireReader(InputStream in) {
        this.in = in;
    }

    /** Something that no strict reader takes. */
    public static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /** One byte; -1 at the end. */
    int read() throws IOException {
        return in.read();
    }

    /** Start line and fields; null where the connection ended before the first byte. The body is left unread. */
    @Nullable
    Message head() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        String startLine = line(first, "in the start line");
        List<Field> fields = fieldLines("in the head");
        return new Message(startLine, fields, Framing.NONE, "", List.of());
    }

    /** The rest of a request whose head has been read. */
    Message requestBody(Message head) throws IOException {
        if (head.field("Transfer-Encoding") != null) {
            return chunked(head);
        }
        String length = head.field("Content-Length");
        return length == null ? head : counted(head, digits(length));
    }

    /** The rest of a response whose head has been read (RFC 9112 §6.3). */
    Message responseBody(Message head, String method) throws IOException {
        int status = head.status();
        if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
            return head;
        }
        if (head.field("Transfer-Encoding") != null) {
            return chunked(head);
        }
        String length = head.field("Content-Length");
        return length == null
                ? new Message(head.startLine(), head.fields(), Framing.CLOSE, text(in.readAllBytes()), List.of())
                : counted(head, digits(length));
    }

    byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new TruncatedException("after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    private Message counted(Message head, int length) throws IOException {
        return new Message(head.startLine(), head.fields(), Framing.COUNTED, text(exactly(length)), List.of());
    }

    private Message chunked(Message head) throws IOException {
        if (head.field("Content-Length") != null) {
            throw new MalformedException("both Content-Length and Transfer-Encoding");
        }
        if (!"chunked".equals(String.valueOf(head.field("Transfer-Encoding")).toLowerCase(Locale.ROOT))) {
            throw new MalformedException("Transfer-Encoding is not chunked: " + head.field("Transfer-Encoding"));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.writeBytes(exactly(size));
            if (in.read() != '\r' || in.read() != '\n') {
                throw new TruncatedException("or was malformed behind a chunk");
            }
        }
        return new Message(
                head.startLine(),
                head.fields(),
                Framing.CHUNKED,
                text(body.toByteArray()),
                fieldLines("in the trailers"));
    }

    private int chunkSize() throws IOException {
        String line = line(in.read(), "in a chunk size");
        int end = line.indexOf(';');
        return Integer.parseInt(end < 0 ? line : line.substring(0, end), 16);
    }

    private List<Field> fieldLines(String where) throws IOException {
        List<Field> fields = new ArrayList<>();
        for (String line = line(in.read(), where); !line.isEmpty(); line = line(in.read(), where)) {
            int colon = line.indexOf(':');
            if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(colon - 1) == ' ') {
                throw new MalformedException("not a field line: " + line);
            }
            fields.add(new Field(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return fields;
    }

    private String line(int first, String where) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = first; next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new TruncatedException(where + " after '" + line + "'");
            }
            if (next == '\n' || next == 0 || line.length() > LONGEST_LINE) {
                throw new MalformedException("byte " + next + " " + where + " after '" + line + "'");
            }
            line.append((char) next);
        }
        if (in.read() != '\n') {
            throw new MalformedException("a CR alone " + where);
        }
        return line.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    private static int digits(String length) throws IOException {
        if (!length.matches("[0-9]{1,9}")) {
            throw new MalformedException("Content-Length: " + length);
        }
        return Integer.parseInt(length);
    }
}
