package dev.sluice.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecurityPropertiesTest {
    @Test
    void ourProvidersAndNoMemoryOfNamesTakeThePlaceOfJavas() {
        List<String> shortened = SecurityProperties.shortened(
                List.of("security.provider.1=SUN", "security.provider.12=SunPKCS11", "networkaddress.cache.ttl=30"));

        assertThat(shortened).isEqualTo(SecurityProperties.OURS);
    }

    @Test
    void commentsAndEmptyLinesAreLeftOutAndAllElseStays() {
        List<String> shortened = SecurityProperties.shortened(List.of(
                "# about", "", "  ", "jdk.tls.disabledAlgorithms=SSLv3, \\", "    RC4", "keystore.type=pkcs12"));

        assertThat(shortened)
                .endsWith("jdk.tls.disabledAlgorithms=SSLv3, \\", "    RC4", "keystore.type=pkcs12")
                .hasSize(SecurityProperties.OURS.size() + 3);
    }
}
