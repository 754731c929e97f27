package dev.sluice.acme;

import dev.sluice.acme.dns.DnsFailure;
import dev.sluice.acme.dns.DnsRecords;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;

/** The answers that stand ready while one order's names are proved; closing takes them back. One thread at a time. */
final class Proofs implements AutoCloseable {
    private final ChallengeAnswers answers;
    private final DnsRecords dns;
    private final List<Runnable> undo = new ArrayList<>();

    /** Starts with none. */
    Proofs(ChallengeAnswers answers, DnsRecords dns) {
        this.answers = answers;
        this.dns = dns;
    }

    /**
     * Puts the answer for one name in place.
     *
     * @param kinds allowed, the preferred first
     * @return the challenge to be triggered
     * @throws AcmeProblem where the CA offers none of them, or the answer cannot be put in place
     */
    Challenge prove(Authorization authorization, List<ProofKind> kinds) throws AcmeProblem, InterruptedException {
        Identifier name = authorization.getIdentifier();
        for (ProofKind kind : kinds) {
            Challenge challenge = kind.proves(authorization)
                    ? authorization.findChallenge(kind.type()).orElse(null)
                    : null;
            if (challenge != null && place(name, challenge, authorization.isWildcard())) {
                return challenge;
            }
        }
        List<String> offered =
                authorization.getChallenges().stream().map(Challenge::getType).toList();
        throw new AcmeProblem(
                Cause.REFUSED,
                name.getValue() + ": the CA offers " + String.join(", ", offered) + ", and Sluice may use "
                        + String.join(", ", kinds.stream().map(ProofKind::type).toList())
                        + " here: see `acme.challenges`",
                null,
                List.of(name.getValue()));
    }

    private boolean place(Identifier name, Challenge challenge, boolean wildcard)
            throws AcmeProblem, InterruptedException {
        switch (challenge) {
            case Http01Challenge http -> {
                answers.answerHttp(name.getValue(), http.getToken(), http.getAuthorization());
                undo.add(() -> answers.forgetHttp(http.getToken()));
            }
            case TlsAlpn01Challenge tls -> {
                X509Certificate certificate = ChallengeCertificate.of(name, tls.getAcmeValidation());
                String serverName = serverName(name);
                answers.answerTls(serverName, certificate, ChallengeCertificate.key());
                undo.add(() -> answers.forgetTls(serverName));
            }
            case Dns01Challenge record
            when dns.canAdd() -> {
                String owner = record.getRRName(name.getValue()).replaceFirst("\\.$", "");
                undo.add(() -> dns.remove(owner, record.getDigest()));
                try {
                    dns.add(owner, record.getDigest());
                } catch (DnsFailure e) {
                    throw new AcmeProblem(
                            Cause.DNS, name.getValue() + ": " + e.getMessage(), null, List.of(name.getValue()));
                }
            }
            case PersistChallenge persistent when persistent.usable() -> look(name.getValue(), persistent, wildcard);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Nothing is tried at the CA for a record that is not there: only where that cannot be known. */
    private void look(String name, PersistChallenge challenge, boolean wildcard) throws AcmeProblem {
        List<String> found = dns.texts(PersistChallenge.recordName(name));
        if (found != null && !challenge.isMetBy(found, wildcard, Instant.now())) {
            throw new AcmeProblem(
                    Cause.RECORD,
                    challenge.advice(name, wildcard) + "; it is not there yet",
                    null,
                    List.of(wildcard ? "*." + name : name));
        }
    }

    /** What a CA sends as SNI: for an address its name in the reverse tree (RFC 8738 section 6). */
    private static String serverName(Identifier name) {
        if (!Identifier.TYPE_IP.equals(name.getType())) {
            return name.getDomain();
        }
        byte[] bytes = InetAddress.ofLiteral(name.getValue()).getAddress();
        StringBuilder reverse = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            int each = bytes[i] & 0xFF;
            if (bytes.length == 4) {
                reverse.append(each).append('.');
            } else {
                reverse.append(Character.forDigit(each & 15, 16)).append('.');
                reverse.append(Character.forDigit(each >> 4, 16)).append('.');
            }
        }
        return reverse.append(bytes.length == 4 ? "in-addr.arpa" : "ip6.arpa").toString();
    }

    @Override
    public void close() {
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
