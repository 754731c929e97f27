package dev.sluice.dist.training;

/**
 * An order at the CA of the training, with its one authorization and challenge (RFC 8555 section 7.1).
 *
 * @param number stands in the URLs of all that belongs to it
 * @param chain the certificate in PEM; empty until it is signed
 */
record Order(int number, String name, State state, String chain) {
    /** How far it has come; the texts are the order's status and that of its authorization. */
    enum State {
        PENDING("pending", "pending"),
        READY("ready", "valid"),
        SIGNED("valid", "valid");

        private final String order;
        private final String authorization;

        State(String order, String authorization) {
            this.order = order;
            this.authorization = authorization;
        }
    }

    static Order of(int number, String name) {
        return new Order(number, name, State.PENDING, "");
    }

    Order proven() {
        return new Order(number, name, State.READY, "");
    }

    Order signed(String chain) {
        return new Order(number, name, State.SIGNED, chain);
    }

    /** Whether its challenge is http-01, else it is tls-alpn-01. */
    boolean byHttp() {
        return name.startsWith("http");
    }

    String token() {
        return "token" + number + "-token-of-the-training";
    }

    /** The order as JSON; {@code ca} is the CA's URL. */
    String json(String ca) {
        String certificate = chain.isEmpty() ? "" : ",\"certificate\":\"" + ca + "/certificate/" + number + "\"";
        return """
                {"status":"%s","expires":"2100-01-01T00:00:00Z","identifiers":[{"type":"dns","value":"%s"}],\
                "authorizations":["%s/authorization/%d"],"finalize":"%3$s/finalize/%4$d"%s}""".formatted(state.order, name, ca, number, certificate);
    }

    /** Its authorization as JSON. */
    String authorization(String ca) {
        return """
                {"status":"%s","expires":"2100-01-01T00:00:00Z","identifier":{"type":"dns","value":"%s"},"challenges":[%s]}""".formatted(state.authorization, name, challenge(ca));
    }

    /** Its challenge as JSON. */
    String challenge(String ca) {
        return """
                {"type":"%s","url":"%s/challenge/%d","status":"%s","token":"%s"}""".formatted(byHttp() ? "http-01" : "tls-alpn-01", ca, number, state.authorization, token());
    }
}
