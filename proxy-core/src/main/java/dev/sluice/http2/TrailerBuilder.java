package dev.sluice.http2;

/** Makes the fields of a trailer section (RFC 9113 §8.1). */
final class TrailerBuilder extends HeadBuilder {
    @Override
    void pseudo(HpackField field) {
        problem("a pseudo-header field in the trailers");
    }

    @Override
    void accepted(HpackField field) {
        add(field);
    }
}
