package dev.sluice.observe;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.event.Level;

/**
 * Standard error as the process has it. What libraries print there, and exceptions that nobody catches, would make their thread wait for
 * the reader, and hold a lock meanwhile: in a process of its own, Sluice sends them through its log.
 */
public final class StandardError {
    private static volatile boolean owned;

    private StandardError() {}

    /**
     * Says that this process is Sluice's: from when the log is written {@linkplain Logging#inBackground in the background}, what is printed
     * to {@link System#err} goes there too.
     */
    public static void own() {
        owned = true;
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> Logging.write(new LogEntry(
                System.currentTimeMillis(),
                Level.ERROR,
                StandardError.class.getName(),
                "an error inside Sluice has ended the thread " + thread.getName(),
                failure)));
    }

    /** Where the log is to be written. */
    static OutputStream stream() {
        if (!owned) {
            return System.err;
        }
        System.setErr(new PrintStream(new Lines(Logging::write), false, StandardCharsets.UTF_8));
        return new FileOutputStream(FileDescriptor.err);
    }

    /** Gathers what is printed, and hands it on line by line. One call at a time, as a {@link PrintStream} makes them. */
    static final class Lines extends OutputStream {
        private static final int MAX_LINE = 8 * 1024;

        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final Consumer<byte[]> to;

        Lines(Consumer<byte[]> to) {
            this.to = to;
        }

        @Override
        public void write(int octet) {
            line.write(octet);
            if (octet == '\n' || line.size() >= MAX_LINE) {
                flush();
            }
        }

        @Override
        public void flush() {
            if (line.size() > 0) {
                to.accept(line.toByteArray());
                line.reset();
            }
        }
    }
}
