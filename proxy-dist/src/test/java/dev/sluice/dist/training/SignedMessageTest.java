package dev.sluice.dist.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SignedMessageTest {
    @Test
    void thePayloadIsDecoded() {
        String payload = "{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.test\"}]}";
        String encoded =
                Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8));

        assertThat(SignedMessage.payload("{\"protected\":\"x\", \"payload\" : \"" + encoded + "\"}"))
                .isEqualTo(payload);
        assertThat(SignedMessage.payload("")).isEmpty();
    }

    @Test
    void theValueIsTheNameOfAnOrderOrTheRequestToSign() throws IOException {
        assertThat(SignedMessage.value("{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.test\"}]}"))
                .isEqualTo("a.test");
        assertThat(SignedMessage.value("{\"csr\":\"MIIB\"}")).isEqualTo("MIIB");
        assertThatThrownBy(() -> SignedMessage.value("{}")).isInstanceOf(IOException.class);
    }
}
