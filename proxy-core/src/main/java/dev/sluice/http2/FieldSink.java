package dev.sluice.http2;

/** Takes the field lines of one block as they are decoded. */
interface FieldSink {
    /** Takes nothing: the block is decoded for the sake of the table only. */
    FieldSink NOTHING = field -> {};

    /** The next field line; valid during the call. */
    void field(HpackField field);
}
