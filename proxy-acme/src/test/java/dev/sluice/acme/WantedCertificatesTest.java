package dev.sluice.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Config;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Environment;
import dev.sluice.config.Loaded;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WantedCertificatesTest {

    @Test
    void aSiteAndItsAliasesShareOneCertificateAndLocalNamesHaveNone() {
        assertThat(wanted("""
                sites:
                  www.example.com: {respond: 200, aliases: [example.com, box.local]}
                  api.example.com: {respond: 200}
                  localhost: {respond: 200}
                  8.8.8.8: {respond: 200}
                  own.example.com: {respond: 200, tls: self-signed}
                  "*": {respond: 200}
                """)).containsExactly(List.of("www.example.com", "example.com"), List.of("api.example.com"));
    }

    @Test
    void aCaOfOnesOwnSignsEverything() {
        assertThat(wanted("""
                acme: {directory: "https://ca.local/acme"}
                sites:
                  box.local: {respond: 200}
                  192.168.1.7: {respond: 200}
                """)).containsExactly(List.of("box.local"), List.of("192.168.1.7"));
    }

    @Test
    void addressesNeedAProfile() {
        assertThat(wanted("acme: {profile: shortlived}\nsites: {8.8.8.8: {respond: 200}, 10.0.0.1: {respond: 200}}\n"))
                .containsExactly(List.of("8.8.8.8"));
    }

    @Test
    void aWildcardWithoutDnsIsLeftOutWithASentence() {
        WantedCertificates wanted = WantedCertificates.of(
                config("sites: {\"*.example.com\": {respond: 200, aliases: [example.com]}}\n"),
                name -> false,
                Set.of());

        assertThat(wanted.certificates()).containsExactly(new WantedCertificate(List.of("example.com")));
        assertThat(wanted.impossible()).containsOnlyKeys("*.example.com");
    }

    @Test
    void whatFailedInCompanyIsOrderedApart() {
        Config config = config("sites: {www.example.com: {respond: 200, aliases: [a.example.com, b.example.com]}}\n");

        assertThat(WantedCertificates.of(config, name -> name.startsWith("b."), Set.of("a.example.com"))
                        .certificates())
                .extracting(WantedCertificate::names)
                .containsExactly(List.of("www.example.com"), List.of("a.example.com"));
    }

    @Test
    void nothingIsWantedWhereItIsOff() {
        assertThat(wanted("acme: off\nsites: {www.example.com: {respond: 200}}\n"))
                .isEmpty();
    }

    private static List<List<String>> wanted(String yaml) {
        return WantedCertificates.of(config(yaml), name -> false, Set.of()).certificates().stream()
                .map(WantedCertificate::names)
                .toList();
    }

    private static Config config(String yaml) {
        return switch (ConfigLoader.load(
                yaml.getBytes(StandardCharsets.UTF_8), Path.of("sluice.yaml"), Environment.of(Map.of()))) {
            case Loaded.Good good -> good.config();
            case Loaded.Bad bad -> throw new AssertionError(bad.problems());
        };
    }
}
