package dev.sluice.acme.dns;

/**
 * Who asks AWS.
 *
 * @param id the access key's public part
 * @param secret its secret part
 * @param session the token that belongs to temporary keys; empty for lasting ones
 */
record AwsKeys(String id, String secret, String session) {
    /** Leaves the secrets out. */
    @Override
    public String toString() {
        return "AwsKeys[" + id + "]";
    }
}
