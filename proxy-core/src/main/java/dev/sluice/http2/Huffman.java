package dev.sluice.http2;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The code of RFC 7541 Appendix B. It is canonical: shorter codes come first, and those of one length follow each other in the order
 * of their symbols, so the lengths tell all.
 */
final class Huffman {
    private static final int END = 256;
    private static final int LONGEST = 30;
    /** The length of each symbol's code in bits, as the letter that stands so many places behind {@code 0}. */
    private static final String LENGTHS = "=GLLLLLLLHNLLNLLLLLLLLNLLLLLLLLL6::<=68;::8;8666555666666678?6<:"
            + "=67777777777777777777777878=C=>6?56565666577666567655677777?;>=L"
            + "DFDDFFFGFGGGGGHGHHFGHGGGGEFGFGGHFEDFFGGEGFFHEFGGEEFEGFGGDFFFGFFG"
            + "JJDCFGFIJJJKKJHICEJKKJKHEEJJLKKKDHDEFEEGFFIIHHJGJKJJKKKKKLKKKKKJ"
            + "N";

    private static final int[] CODES = new int[END + 1];
    /** Tables of 256 entries: negative leads to another table, else {@code symbol << 8 | bits of this step}. */
    private static final int[][] TABLES = tables();

    private Huffman() {}

    private static int length(int symbol) {
        return LENGTHS.charAt(symbol) - '0';
    }

    private static int[][] tables() {
        List<int[]> tables = new ArrayList<>();
        tables.add(new int[256]);
        int code = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code <<= 1;
            for (int symbol = 0; symbol <= END; symbol++) {
                if (length(symbol) == length) {
                    CODES[symbol] = code;
                    enter(tables, symbol, length);
                    code++;
                }
            }
        }
        return tables.toArray(int[][]::new);
    }

    private static void enter(List<int[]> tables, int symbol, int length) {
        int code = CODES[symbol];
        int[] table = tables.getFirst();
        int left = length;
        while (left > 8) {
            left -= 8;
            int slot = (code >>> left) & 0xff;
            if (table[slot] == 0) {
                table[slot] = -tables.size();
                tables.add(new int[256]);
            }
            table = tables.get(-table[slot]);
        }
        int first = (code << (8 - left)) & 0xff;
        for (int i = 0; i < 1 << (8 - left); i++) {
            table[first + i] = (symbol << 8) | left;
        }
    }

    /** The most bytes that so many encoded ones can stand for: the shortest code has five bits. */
    static int longestDecoded(int encoded) {
        return encoded * 8 / 5 + 1;
    }

    /**
     * Decodes {@code in[from, to)} to the start of {@code out}, which has room for {@link #longestDecoded}.
     *
     * @return how many bytes it stands for
     * @throws ConnectionError where the padding is wrong or the end symbol occurs (RFC 7541 §5.2)
     */
    static int decode(byte[] in, int from, int to, byte[] out) throws ConnectionError {
        int length = 0;
        long bits = 0;
        int held = 0;
        int sinceSymbol = 0;
        int[] table = TABLES[0];
        int at = from;
        while (true) {
            if (held < 8) {
                if (at < to) {
                    bits = (bits << 8) | (in[at++] & 0xff);
                    held += 8;
                    sinceSymbol += 8;
                } else if (held == 0) {
                    break;
                }
            }
            int index = held >= 8
                    ? (int) (bits >>> (held - 8)) & 0xff
                    : ((int) (bits << (8 - held)) & 0xff) | (0xff >>> held);
            int entry = table[index];
            if (entry < 0) {
                if (held < 8) {
                    break; // the rest is the beginning of a long code: padding, if anything
                }
                held -= 8;
                table = TABLES[-entry];
                continue;
            }
            int used = entry & 0xff;
            if (used > held) {
                break;
            }
            int symbol = entry >>> 8;
            if (symbol == END) {
                throw new ConnectionError(ErrorCode.COMPRESSION_ERROR, "a Huffman code holds the end symbol");
            }
            out[length++] = (byte) symbol;
            held -= used;
            sinceSymbol = held;
            table = TABLES[0];
        }
        boolean ones = (bits & ((1L << held) - 1)) == (1L << held) - 1;
        if (sinceSymbol > 7 || !ones) {
            throw new ConnectionError(ErrorCode.COMPRESSION_ERROR, "a Huffman code ends in wrong padding");
        }
        return length;
    }

    /** How many bytes the code of {@code bytes[from, to)} takes. */
    static int encodedLength(byte[] bytes, int from, int to) {
        int bits = 0;
        for (int i = from; i < to; i++) {
            bits += length(bytes[i] & 0xff);
        }
        return (bits + 7) >>> 3;
    }

    /** Appends the code of {@code bytes[from, to)}. */
    static void encode(byte[] bytes, int from, int to, ByteBuf out) {
        long bits = 0;
        int held = 0;
        for (int i = from; i < to; i++) {
            int symbol = bytes[i] & 0xff;
            int length = length(symbol);
            bits = (bits << length) | CODES[symbol];
            held += length;
            while (held >= 8) {
                held -= 8;
                out.writeByte((int) (bits >>> held));
            }
        }
        if (held > 0) {
            out.writeByte((int) (bits << (8 - held)) | (0xff >>> held));
        }
    }
}
