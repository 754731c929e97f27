package dev.sluice.acme;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;

/** From what the CA or the network says to one sentence: what is wrong, and what to do (RFC 8555 section 6.7). */
final class ProblemTexts {
    private static final int LONGEST_DETAIL = 300;

    private ProblemTexts() {}

    /** From anything that an ACME call throws. */
    static AcmeProblem of(Authority authority, Exception failure) {
        return switch (failure) {
            case AcmeRateLimitedException limited -> rateLimited(authority, limited);
            case AcmeServerException server -> of(authority, server.getProblem(), names(server.getProblem()));
            case AcmeLazyLoadingException lazy
            when lazy.getCause() instanceof AcmeException cause -> of(authority, cause);
            case AcmeNetworkException network -> unreachable(authority, network);
            case AcmeException other ->
                new AcmeProblem(
                        Cause.UNREACHABLE,
                        authority.name() + " gave an answer that is not ACME: "
                                + shorten(String.valueOf(other.getMessage())));
            case AcmeProtocolException other ->
                new AcmeProblem(
                        Cause.UNREACHABLE,
                        authority.name() + " gave an answer that is not ACME: "
                                + shorten(String.valueOf(other.getMessage())));
            case RuntimeException inside -> throw inside;
            default -> throw new IllegalStateException(failure);
        };
    }

    /** RFC 8555 section 6.7.1. */
    private static List<String> names(Problem problem) {
        return Stream.concat(Stream.of(problem), problem.getSubProblems().stream())
                .flatMap(each -> each.getIdentifier().stream())
                .map(Identifier::getValue)
                .distinct()
                .toList();
    }

    private static AcmeProblem rateLimited(Authority authority, AcmeRateLimitedException limited) {
        Instant until = limited.getRetryAfter().orElse(null);
        String when = until == null ? "" : " until " + until.truncatedTo(ChronoUnit.SECONDS);
        return new AcmeProblem(
                Cause.RATE_LIMITED,
                authority.name() + " has reached a rate limit" + when + ": " + detail(limited.getProblem()),
                until,
                List.of());
    }

    private static AcmeProblem unreachable(Authority authority, AcmeNetworkException network) {
        Throwable root = network;
        for (Throwable cause = root.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof ConnectException) {
                break; // below it there may be one without a message
            }
        }
        String why = switch (root) {
            case UnknownHostException unknown -> "its name does not resolve; does DNS work on this machine?";
            case HttpTimeoutException slow -> "it did not answer in time";
            case InterruptedException slow -> "it did not answer in time";
            case ConnectException refused -> "it cannot be reached; is outgoing HTTPS blocked?";
            case SSLException tls ->
                "its certificate is not trusted (" + shorten(String.valueOf(tls.getMessage()))
                        + "); for a private CA give its root with `acme.ca: FILE`";
            case java.security.GeneralSecurityException tls ->
                "its certificate is not trusted (" + shorten(String.valueOf(tls.getMessage()))
                        + "); for a private CA give its root with `acme.ca: FILE`";
            default -> shorten(String.valueOf(root.getMessage()));
        };
        return new AcmeProblem(
                Cause.NETWORK, authority.name() + " (" + authority.directory() + ") did not work: " + why);
    }

    /**
     * From a problem document.
     *
     * @param names that it is about
     */
    static AcmeProblem of(Authority authority, Problem problem, List<String> names) {
        String type = type(problem);
        String who = names.isEmpty() ? "" : String.join(", ", names) + ": ";
        String detail = detail(problem);
        return switch (type) {
            case "connection", "dns", "unauthorized", "tls", "incorrectResponse" ->
                new AcmeProblem(Cause.VALIDATION, who + validation(type, detail), null, names);
            case "caa" ->
                new AcmeProblem(
                        Cause.REFUSED,
                        who + "a CAA record in DNS forbids " + authority.name() + " to sign this name; add it there: "
                                + detail,
                        null,
                        names);
            case "rejectedIdentifier", "unsupportedIdentifier" ->
                new AcmeProblem(
                        Cause.REFUSED, who + authority.name() + " does not sign this name: " + detail, null, names);
            case "rateLimited" ->
                new AcmeProblem(
                        Cause.RATE_LIMITED, authority.name() + " has reached a rate limit: " + detail, null, names);
            case "externalAccountRequired" ->
                new AcmeProblem(
                        Cause.ACCOUNT,
                        authority.name() + " wants an external account: get a key from it and write it as `acme.eab`");
            case "accountDoesNotExist", "userActionRequired", "invalidContact", "unsupportedContact", "badPublicKey" ->
                new AcmeProblem(Cause.ACCOUNT, authority.name() + " does not accept the account: " + detail);
            case "serverInternal" ->
                new AcmeProblem(Cause.UNREACHABLE, authority.name() + " has a fault of its own: " + detail);
            default ->
                new AcmeProblem(Cause.REFUSED, who + authority.name() + " says " + type + ": " + detail, null, names);
        };
    }

    /** The same of a challenge: what is no word about the CA itself is about the proof, such as pebble's {@code malformed} for a name. */
    static AcmeProblem ofProof(Authority authority, Problem problem, List<String> names) {
        AcmeProblem general = of(authority, problem, names);
        boolean unclear = general.kind() == Cause.REFUSED && type(problem).equals("malformed");
        return unclear
                ? new AcmeProblem(
                        Cause.VALIDATION,
                        String.join(", ", names) + ": the CA could not look for the proof (" + detail(problem) + ")",
                        null,
                        names)
                : general;
    }

    /** What a failed challenge means to somebody who does not know ACME. */
    private static String validation(String type, String detail) {
        String lower = detail.toLowerCase(Locale.ROOT);
        String meaning = switch (type) {
            case "dns" -> "the name does not resolve for the CA; does it exist in DNS?";
            case "connection" ->
                lower.contains("refused") || lower.contains("timeout") || lower.contains("timed out")
                        ? "the CA could not connect; does the name point here, and are ports 80 and 443 open to the world?"
                        : "the CA could not reach this host by the name";
            case "tls" -> "port 443 answers from something else than Sluice";
            default ->
                lower.contains("txt record")
                        ? "the CA did not see the DNS record that was made"
                        : "the name leads to something else than Sluice";
        };
        return meaning + " (" + detail + ")";
    }

    private static String type(Problem problem) {
        String type = problem.getType().toString();
        return type.substring(type.lastIndexOf(':') + 1);
    }

    private static String detail(Problem problem) {
        return shorten(problem.toString());
    }

    /** One line of what somebody else wrote. */
    static String shorten(String text) {
        String line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
        return line.length() <= LONGEST_DETAIL ? line : line.substring(0, LONGEST_DETAIL) + "…";
    }

    /** A duration in its largest unit, such as {@code 3 h}. */
    static String words(@Nullable Duration duration) {
        if (duration == null) {
            return "?";
        }
        long seconds = Math.abs(duration.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7200) {
            return Math.round(seconds / 60.0) + " min";
        }
        return seconds < 172_800 ? Math.round(seconds / 3600.0) + " h" : Math.round(seconds / 86_400.0) + " d";
    }
}
