package dev.sluice.launch;

import dev.sluice.config.Printable;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Takes UTF-8 and prints it with everything escaped that would act on a terminal. The one way to what commands print on. */
final class PrintableStream extends OutputStream {
    private static final int SIZE = 4096;

    private final PrintStream target;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    private final CharBuffer chars = CharBuffer.allocate(SIZE);

    private PrintableStream(PrintStream target) {
        this.target = target;
    }

    /** A stream that prints there. */
    static PrintStream on(PrintStream target) {
        return new PrintStream(new PrintableStream(target), true, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int each) {
        bytes.put((byte) each);
        print();
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) {
        int at = offset;
        while (at < offset + length) {
            int some = Math.min(bytes.remaining(), offset + length - at);
            bytes.put(source, at, some);
            at += some;
            print();
        }
    }

    /** All but a character whose bytes have not all come. */
    private void print() {
        bytes.flip();
        decoder.decode(bytes, chars, false);
        bytes.compact();
        chars.flip();
        target.print(Printable.text(chars.toString()));
        chars.clear();
    }

    @Override
    public void flush() {
        target.flush();
    }
}
