package dev.sluice.exchange;

import dev.sluice.policy.Answer;
import java.util.Set;

/**
 * Everything that can end an exchange other than well: the status that the client gets, whose fault it is and when another
 * endpoint may be tried. The one table from cause to status.
 */
public enum Failure {
    BAD_REQUEST(400, Fault.CLIENT, Retry.NEVER, "the request is malformed", Trait.ENDS_CONNECTION),
    FORBIDDEN(403, Fault.CLIENT, Retry.NEVER, "this address is not allowed here"),
    NO_SUCH_SITE(404, Fault.CLIENT, Retry.NEVER, "no site of this name is configured"),
    NO_SUCH_ROUTE(404, Fault.CLIENT, Retry.NEVER, "no route of this site matches the path"),
    METHOD_REFUSED(405, Fault.CLIENT, Retry.NEVER, "this method is not passed on", Trait.NAMES_METHODS),
    REQUEST_TIMEOUT(408, Fault.CLIENT, Retry.NEVER, "the request did not arrive in time", Trait.CUTS),
    BODY_TOO_LARGE(413, Fault.CLIENT, Retry.NEVER, "the request body is larger than this route allows", Trait.CUTS),
    TARGET_TOO_LONG(414, Fault.CLIENT, Retry.NEVER, "the request target is longer than allowed"),
    EXPECTATION_FAILED(417, Fault.CLIENT, Retry.NEVER, "the expectation cannot be met"),
    MISDIRECTED(421, Fault.CLIENT, Retry.NEVER, "this connection was made for another site"),
    HEAD_TOO_LARGE(431, Fault.CLIENT, Retry.NEVER, "the request header fields are larger than allowed"),
    VERSION_NOT_SUPPORTED(505, Fault.CLIENT, Retry.NEVER, "this version of HTTP is not spoken here"),
    NOT_IMPLEMENTED(501, Fault.CLIENT, Retry.NEVER, "this transfer coding is not supported"),
    CLIENT_GONE(499, Fault.CLIENT, Retry.NEVER, "the client went away", Trait.CUTS),
    CLIENT_IDLE(408, Fault.CLIENT, Retry.NEVER, "the client sent nothing for too long", Trait.CUTS),
    NAME_UNRESOLVED(502, Fault.BACKEND, Retry.IF_UNSENT, "the backend's name does not resolve"),
    CONNECT_REFUSED(502, Fault.BACKEND, Retry.IF_UNSENT, "the backend does not accept connections"),
    CONNECT_TIMEOUT(504, Fault.BACKEND, Retry.IF_UNSENT, "the backend did not accept the connection in time"),
    BACKEND_TLS(502, Fault.BACKEND, Retry.IF_OTHERS, "the TLS handshake with the backend failed"),
    BACKEND_RESET(
            502,
            Fault.BACKEND,
            Retry.IF_IDEMPOTENT,
            "the backend closed the connection before it answered",
            Trait.CUTS),
    REUSED_RESET(
            502,
            Fault.BACKEND,
            Retry.IF_REUSED,
            "the backend closed a kept connection as it was used again",
            Trait.HARMLESS,
            Trait.NEEDS_NEW_CONNECTION,
            Trait.CUTS),
    BACKEND_REFUSED(
            502,
            Fault.BACKEND,
            Retry.IF_UNPROCESSED,
            "the backend takes no more requests on this connection",
            Trait.HARMLESS),
    HTTP_1_1_REQUIRED(
            502,
            Fault.BACKEND,
            Retry.IF_UNPROCESSED,
            "the backend takes this request over HTTP/1.1 only",
            Trait.HARMLESS,
            Trait.NEEDS_HTTP_1),
    BACKEND_PROTOCOL(502, Fault.BACKEND, Retry.NEVER, "the backend's answer is malformed", Trait.CUTS),
    BACKEND_TRUNCATED(502, Fault.BACKEND, Retry.NEVER, "the backend ended its answer too early", Trait.CUTS),
    RESPONSE_TIMEOUT(504, Fault.BACKEND, Retry.IF_IDEMPOTENT, "the backend did not answer in time", Trait.CUTS),
    BACKEND_IDLE(504, Fault.BACKEND, Retry.NEVER, "the backend sent nothing for too long", Trait.CUTS),
    NO_ENDPOINT(503, Fault.BACKEND, Retry.NEVER, "no backend is available", Trait.PASSES_SOON),
    STOPPING(503, Fault.SLUICE, Retry.NEVER, "the proxy is stopping", Trait.PASSES_SOON, Trait.CUTS),
    OVERLOADED(
            503,
            Fault.SLUICE,
            Retry.NEVER,
            "the proxy has no room for another request at the moment",
            Trait.PASSES_SOON),
    LOOP_DETECTED(
            508,
            Fault.SLUICE,
            Retry.NEVER,
            "the request has come back to this proxy, as the target of its route leads here again: name the backend itself as the target"),
    INTERNAL(500, Fault.SLUICE, Retry.NEVER, "an error inside the proxy", Trait.CUTS);

    private final int status;
    private final Fault fault;
    private final Retry retry;
    private final String sentence;

    @SuppressWarnings("ImmutableEnumChecker") // such a set never changes
    private final Set<Trait> traits;

    Failure(int status, Fault fault, Retry retry, String sentence, Trait... traits) {
        this.status = status;
        this.fault = fault;
        this.retry = retry;
        this.sentence = sentence;
        this.traits = Set.of(traits);
    }

    /** What a check's refusal is. */
    public static Failure of(Answer.Refusal refusal) {
        return switch (refusal) {
            case MISSING_HOST -> BAD_REQUEST;
            case FORBIDDEN -> FORBIDDEN;
            case BODY_TOO_LARGE -> BODY_TOO_LARGE;
        };
    }

    /** The status code for the client; 499 is for the log only, as nobody is there to be answered. */
    public int status() {
        return status;
    }

    /** Whose fault it is. */
    public Fault fault() {
        return fault;
    }

    /** When another endpoint may be tried. */
    public Retry retry() {
        return retry;
    }

    /** Whether it has this property. */
    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** What a client of a registry is told beside the sentence (OCI Distribution, "Error Codes"). */
    String registryCode() {
        return switch (status) {
            case 401 -> "UNAUTHORIZED";
            case 403 -> "DENIED";
            case 404 -> "NAME_UNKNOWN";
            case 413 -> "SIZE_INVALID";
            case 429 -> "TOOMANYREQUESTS";
            case 502, 503, 504, 508 -> "UNAVAILABLE";
            default -> "UNKNOWN";
        };
    }

    /** The cause in words for the client, without details of the inside. */
    public String sentence() {
        return sentence;
    }

    /** Whose fault a failure is. */
    public enum Fault {
        CLIENT,
        BACKEND,
        SLUICE
    }

    /** When the request may be sent to another endpoint. Always only while no response byte has come. */
    public enum Retry {
        /** Never. */
        NEVER,
        /** Nothing of the request reached the endpoint. */
        IF_UNSENT,
        /** Nothing reached the endpoint, but to wait for it would not help: others may be asked. */
        IF_OTHERS,
        /** The endpoint has said that it did nothing (RFC 9113 §8.7), and nothing of the body has been passed on. */
        IF_UNPROCESSED,
        /** The connection had served before, so the endpoint most likely closed it before it read the request. */
        IF_REUSED,
        /** The method is idempotent (RFC 9110 §9.2.2) and nothing of the body has been passed on. */
        IF_IDEMPOTENT
    }

    /** What else is special about a failure. */
    public enum Trait {
        /** It says nothing about the endpoint's health, so that the same one may be asked again at once. */
        HARMLESS,
        /** If it is tried again, then on a new connection. */
        NEEDS_NEW_CONNECTION,
        /** If it is tried again, then over HTTP/1.1. */
        NEEDS_HTTP_1,
        /** The client's connection ends: if one party sees nonsense, another may see two requests. */
        ENDS_CONNECTION,
        /** A transfer may have been under way: the log says how much had come, and for how long. */
        CUTS,
        /** The client hears when to come back. */
        PASSES_SOON,
        /** The client hears which methods there are. */
        NAMES_METHODS
    }
}
