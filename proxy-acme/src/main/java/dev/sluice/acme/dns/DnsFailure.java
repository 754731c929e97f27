package dev.sluice.acme.dns;

/** A record could not be made or seen; the message is a sentence for people. */
public final class DnsFailure extends Exception {
    private static final long serialVersionUID = 1;

    DnsFailure(String sentence) {
        super(sentence);
    }

    DnsFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
