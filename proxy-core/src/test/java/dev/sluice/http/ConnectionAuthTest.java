package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields make a connection to a backend one client's own. */
final class ConnectionAuthTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: NTLM TlRMTVNTUAABAAAA",
                "authorization: ntlm TlRMTVNTUAABAAAA",
                "Authorization: Negotiate YIIZ",
                "AUTHORIZATION: NEGOTIATE YIIZ",
                "Authorization: Kerberos YIIZ",
                "Authorization: CredSSP YIIZ",
                "Authorization: NTLM",
                "Authorization: nEgOtIaTe\tYIIZ",
                "Authorization: NTLM,YIIZ",
            })
    void isTriedByCredentials(String line) {
        assertThat(ConnectionAuth.isTriedBy(Heads.fields("Host: a", line))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Basic bnRsbTpudGxt",
                "Authorization: Bearer NTLM",
                "Authorization: Bearer negotiate, NTLM",
                "Authorization: Digest username=\"NTLM\", realm=\"Negotiate\"",
                "Authorization: NTLMv2 a",
                "Authorization: Negotiat",
                "Authorization: N",
                "Authorization:",
                "Proxy-Authorization: NTLM TlRMTVNTUAABAAAA",
                "X-Authorization: NTLM TlRMTVNTUAABAAAA",
                "WWW-Authenticate: NTLM",
            })
    void isNotTriedByCredentialsOfOneRequest(String line) {
        assertThat(ConnectionAuth.isTriedBy(Heads.fields("Host: a", line))).isFalse();
    }

    @Test
    void isTriedByTheSecondOfTwoFields() {
        assertThat(ConnectionAuth.isTriedBy(Heads.fields("Authorization: Basic eA==", "Authorization: NTLM a")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WWW-Authenticate: NTLM",
                "WWW-Authenticate: Negotiate",
                "www-authenticate: ntlm",
                "WWW-AUTHENTICATE: NEGOTIATE",
                "WWW-Authenticate: Kerberos",
                "WWW-Authenticate: CredSSP",
                "WWW-Authenticate: NTLM TlRMTVNTUAACAAAA",
                "WWW-Authenticate: Negotiate, NTLM",
                "WWW-Authenticate: Basic realm=\"a\", NTLM",
                "WWW-Authenticate: Basic realm=\"a\",NTLM",
                "WWW-Authenticate: Basic realm=\"a\" ,\t Negotiate",
                "WWW-Authenticate: , ,NTLM",
                "WWW-Authenticate: Digest realm=\"a, b\", nonce=\"c\", Negotiate, Basic realm=\"d\"",
                // one quotation mark too few must not hide what follows
                "WWW-Authenticate: Basic realm=\"a, NTLM",
                "WWW-Authenticate: Basic realm=\"a\\\", NTLM",
            })
    void isWantedByChallenges(String line) {
        assertThat(ConnectionAuth.isWantedBy(answer(401, "Server: a", line))).isTrue();
        assertThat(ConnectionAuth.isWantedBy(answer(401, "WWW-Authenticate: Basic realm=\"a\"", line)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WWW-Authenticate: Basic realm=\"NTLM\"",
                "WWW-Authenticate: Bearer scope=Negotiate",
                "WWW-Authenticate: NTLMv2",
                "WWW-Authenticate: Basic realm=\"a\", NTLMx",
                "WWW-Authenticate:",
                "Proxy-Authenticate: NTLM",
                "Authorization: NTLM",
            })
    void isNotWantedByOtherChallenges(String line) {
        assertThat(ConnectionAuth.isWantedBy(answer(401, line))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 403, 407})
    void isNotWantedByOtherAnswers(int status) {
        assertThat(ConnectionAuth.isWantedBy(answer(status, "WWW-Authenticate: NTLM")))
                .isFalse();
    }

    private static ResponseHead answer(int status, String... lines) {
        ResponseHead head = new ResponseHead();
        Fields fields = Heads.fields(lines);
        for (int i = 0; i < fields.size(); i++) {
            head.fields().add(fields, i);
        }
        head.status(status, "Any");
        return head;
    }
}
