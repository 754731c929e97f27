package dev.sluice.exchange;

/**
 * Why a host has no certificate of a CA, as anybody may know it: a fixed sentence for each cause. What a CA, a hook or DNS has said, and
 * addresses of the inside, are for the log, {@code sluice status} and {@code sluice certs} only.
 */
public enum HostNote {
    BEING_ORDERED("it is being ordered; try again in a minute"),
    NOT_REACHED("the certificate authority does not find this server by its name yet"),
    REFUSED("the certificate authority does not sign this name"),
    LIMITED("the certificate authority has reached a limit; it is asked again later"),
    AUTHORITY_AWAY("the certificate authority could not be reached; it is asked again soon"),
    ACCOUNT("the certificate authority does not accept the account of this server"),
    NO_RECORD("the DNS record that proves its name is not there yet"),
    NO_PROOF("its name can be proved by DNS only, which is not set up here"),
    OWN_FAULT("this server could not get one; its log says why");

    private final String sentence;

    HostNote(String sentence) {
        this.sentence = sentence;
    }

    /** The clause for clients: ASCII without quotes, backslashes and angle brackets, so that it needs no escapes in JSON or HTML. */
    public String sentence() {
        return sentence;
    }
}
