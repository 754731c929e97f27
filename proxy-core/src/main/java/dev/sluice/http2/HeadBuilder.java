package dev.sluice.http2;

import dev.sluice.http.Ascii;
import dev.sluice.http.Fields;
import dev.sluice.http.KnownField;
import org.jspecify.annotations.Nullable;

/**
 * Makes fields of a head, or of trailers, from decoded lines, and refuses what RFC 9113 §8.2 and §8.3 do not allow. What is wrong is
 * kept until the end: the block must be decoded whole in any case.
 */
abstract class HeadBuilder implements FieldSink {
    private static final byte[] TRAILERS = {'t', 'r', 'a', 'i', 'l', 'e', 'r', 's'};

    private int maxBytes;
    private int maxFields;
    private int bytes;
    private int count;
    private boolean regular;
    private boolean tooLarge;
    private @Nullable String problem;
    private @Nullable Fields into;

    /** Starts with empty fields, of which there may be so many with so many bytes, as RFC 9113 §6.5.2 counts. */
    final void start(Fields fields, int mostBytes, int mostFields) {
        maxBytes = mostBytes;
        maxFields = mostFields;
        into = fields;
        bytes = 0;
        count = 0;
        regular = false;
        tooLarge = false;
        problem = null;
    }

    /** What breaks the protocol, or null. */
    final @Nullable String problem() {
        return problem;
    }

    /** Whether there are more bytes or fields than are taken; the fields are not complete then. */
    final boolean tooLarge() {
        return tooLarge;
    }

    final void problem(String words) {
        if (problem == null) {
            problem = words;
        }
    }

    final Fields fields() {
        Fields fields = into;
        if (fields == null) {
            throw new IllegalStateException("not started");
        }
        return fields;
    }

    @Override
    public final void field(HpackField field) {
        bytes += field.size();
        if (bytes > maxBytes || ++count > maxFields) {
            tooLarge = true;
            bytes = maxBytes; // it cannot overflow, however long the block
            return;
        }
        if (!field.valid()) {
            problem("a header field has a name or value with a character that is not allowed");
        } else if (!field.pseudo()) {
            regular = true;
            regular(field);
        } else if (regular) {
            problem("a pseudo-header field follows a header field");
        } else {
            pseudo(field);
        }
    }

    /** A pseudo-header field in its place. */
    abstract void pseudo(HpackField field);

    /** A field that is allowed in HTTP/2; {@link #add} keeps it. */
    abstract void accepted(HpackField field);

    private void regular(HpackField field) {
        switch (field.known) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE ->
                problem("a header field that HTTP/2 does not have");
            case TE -> {
                if (Ascii.equalsLower(field.value, field.valueFrom, field.valueTo, TRAILERS)) {
                    accepted(field);
                } else {
                    problem("a TE field with something other than trailers");
                }
            }
            default -> accepted(field);
        }
    }

    /** What a backend may take for framing must not pass in a head under another spelling. */
    final void refuseImitation(HpackField field) {
        if (field.known == KnownField.OTHER && KnownField.imitatesFraming(field.name, field.nameFrom, field.nameTo)) {
            problem("a header field has other characters for hyphens, which some backends do not tell apart");
        }
    }

    final void add(HpackField field) {
        fields().add(
                        field.known,
                        field.name,
                        field.nameFrom,
                        field.nameTo,
                        field.value,
                        field.valueFrom,
                        field.valueTo);
    }

    /** The length that the only Content-Length says, or {@code absent} where there is none. */
    final long contentLength(long absent) {
        Fields fields = fields();
        int index = fields.find(KnownField.CONTENT_LENGTH);
        if (index < 0) {
            return absent;
        }
        long length = Ascii.decimal(fields.bytes(), fields.valueStart(index), fields.valueEnd(index));
        if (length < 0 || fields.find(KnownField.CONTENT_LENGTH, index + 1) >= 0) {
            problem("Content-Length is not one number");
        }
        return length;
    }
}
