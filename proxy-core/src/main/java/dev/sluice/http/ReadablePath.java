package dev.sluice.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Canonical paths for people: {@code /café}, not the bytes that stand for it. */
public final class ReadablePath {
    private ReadablePath() {}

    /** The text of {@code path[from, to)}, which is canonical: UTF-8 where it is that, else percent-encoded. */
    public static String of(byte[] path, int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(path, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(TargetEncoding.of(path, from, to), StandardCharsets.US_ASCII);
        }
    }
}
