package dev.sluice.docker;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request on a connection of its own: its head, and its body as it comes (RFC 9112 sections 4, 6.3 and 7.1).
 *
 * @param status 100 to 599
 * @param body without its framing; ends where the body ends, and throws where the connection ends before
 */
record Answer(int status, InputStream body) {
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int MAX_LINES = 100;

    static Answer read(InputStream connection) throws IOException {
        InputStream in = new BufferedInputStream(connection);
        String status = line(in);
        if (!status.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new EngineTrouble("its answer is not HTTP");
        }
        Map<String, String> fields = fields(in);
        return new Answer(Integer.parseInt(status.substring(9, 12)), body(in, fields));
    }

    private static Map<String, String> fields(InputStream in) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < MAX_LINES; i++) {
            String line = line(in);
            int colon = line.indexOf(':');
            if (line.isEmpty()) {
                return fields;
            }
            if (colon > 0) {
                fields.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        throw new EngineTrouble("its answer has more than " + MAX_LINES + " header lines");
    }

    private static InputStream body(InputStream in, Map<String, String> fields) throws EngineTrouble {
        if (fields.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return new Chunks(in);
        }
        String length = fields.get("content-length");
        return length == null ? in : new Counted(in, number(length, 10));
    }

    private static long number(@Nullable String text, int radix) throws EngineTrouble {
        try {
            long number = Long.parseLong(String.valueOf(text).strip(), radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new EngineTrouble("its answer is not HTTP: a length is not a number");
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended before the answer did");
            }
            if (line.length() >= LONGEST_LINE) {
                throw new EngineTrouble("its answer has a line of more than " + LONGEST_LINE + " bytes");
            }
            line.append((char) c);
        }
        int end = line.length();
        return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    /** A body with a length. */
    private static class Counted extends InputStream {
        final InputStream in;
        long left;

        Counted(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(into, from, (int) Math.min(most, left));
            if (count < 0) {
                throw new EOFException("the connection ended before the answer did");
            }
            left -= count;
            return count;
        }
    }

    /** A body in chunks. */
    private static final class Chunks extends Counted {
        private boolean first = true;
        private boolean done;

        Chunks(InputStream in) {
            super(in, 0);
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            if (left == 0 && !done) {
                nextChunk();
            }
            return super.read(into, from, most);
        }

        private void nextChunk() throws IOException {
            if (!first) {
                line(in);
            }
            first = false;
            left = number(line(in).split(";", 2)[0], 16);
            done = left == 0;
        }
    }
}
