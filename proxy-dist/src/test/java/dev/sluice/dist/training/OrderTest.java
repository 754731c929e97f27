package dev.sluice.dist.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.Test;

class OrderTest {
    private static final String CA = "https://localhost:1";

    @Test
    void theNameDecidesAboutTheChallenge() {
        assertThat(Order.of(1, "http.a.test").challenge(CA)).contains("\"type\":\"http-01\"");
        assertThat(Order.of(1, "tls.a.test").challenge(CA)).contains("\"type\":\"tls-alpn-01\"");
    }

    @Test
    void anOrderIsPendingUntilItsChallengeWasLookedAtAndHasACertificateOnceItIsSigned() throws Exception {
        Order order = Order.of(7, "tls.a.test");

        assertThat(order.json(CA)).contains("\"status\":\"pending\"").doesNotContain("certificate");
        assertThat(order.authorization(CA)).contains("\"status\":\"pending\"");
        assertThat(order.proven().json(CA)).contains("\"status\":\"ready\"").doesNotContain("certificate");
        assertThat(order.proven().authorization(CA)).contains("\"status\":\"valid\"");
        assertThat(JsonUtil.parseJson(order.proven().signed("PEM").json(CA)))
                .containsEntry("status", "valid")
                .containsEntry("certificate", CA + "/certificate/7");
    }
}
