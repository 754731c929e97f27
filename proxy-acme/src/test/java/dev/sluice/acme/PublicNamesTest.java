package dev.sluice.acme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "portainer.example.com",
                "*.example.com",
                "xn--mller-kva.de",
                "a.b.c.example.co.uk",
                "mylocal.com",
                "local.example.com",
                "1.example.com",
                "home.arpa.example.com",
                "8.8.8.8",
                "172.32.0.1",
                "100.128.0.1",
                "2a00:1450:4001:800::200e"
            })
    void wouldBeSigned(String name) {
        assertThat(PublicNames.signable(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "portainer",
                "app.localhost",
                "nas.local",
                "*.local",
                "*.localhost",
                "db.internal",
                "shop.test",
                "www.example",
                "x.invalid",
                "box.lan",
                "box.home.arpa",
                "home.arpa",
                "abcdef.onion",
                "com",
                "*.com",
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.10",
                "169.254.1.1",
                "100.64.0.1",
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "255.255.255.255",
                "192.0.2.1",
                "198.51.100.7",
                "203.0.113.9",
                "198.19.0.1",
                "::1",
                "::",
                "fe80::1",
                "fd12:3456::1",
                "fc00::1",
                "ff02::1",
                "2001:db8::1",
                "64:ff9b::a00:1"
            })
    void wouldNotBeSigned(String name) {
        assertThat(PublicNames.signable(name)).isFalse();
    }
}
