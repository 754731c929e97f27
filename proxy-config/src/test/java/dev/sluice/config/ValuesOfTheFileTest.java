package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesOfTheFileTest {

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "1h,PT1H", "30d,PT720H", "3650d,PT87600H"})
    void durationsHaveAUnit(String text, String expected) throws Mistake {
        assertThat(Durations.parse(text)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "64k,65536", "10m,10485760", "4g,4294967296", "4G,4294967296"})
    void sizesArePowersOf1024(String text, long bytes) throws Mistake {
        assertThat(Size.parse(text)).isEqualTo(new Size(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.1.2,true",
        "10.0.0.0/8,11.0.0.0,false",
        "192.168.1.7,192.168.1.7,true",
        "192.168.1.7,192.168.1.8,false",
        "255.255.255.255,255.255.255.255,true",
        "0.0.0.0/0,1.2.3.4,true",
        "0.0.0.0/0,::1,false",
        "::/0,::1,true",
        "::/0,1.2.3.4,false",
        "fd00::/8,fdab::1,true",
        "fd00::/8,fe80::1,false",
        "2001:db8::/65,2001:db8::7fff:0:0:1,true",
        "2001:db8::/65,2001:db8::8000:0:0:1,false",
        "::1,::1,true",
        "::1,::2,false"
    })
    void aNetworkHoldsAnAddressOrNot(String network, String address, boolean expected)
            throws Mistake, UnknownHostException {
        Network parsed = Networks.parse(network);

        assertThat(parsed.contains(InetAddress.getByName(address))).isEqualTo(expected);
        assertThat(parsed).hasToString(network);
        assertThat(Networks.parse(parsed.toString())).isEqualTo(parsed);
    }

    @Test
    void anIpv4AddressMappedIntoIpv6CountsAsIpv4() throws Mistake {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xFF, (byte) 0xFF, 10, 1, 2, 3};

        assertThat(Networks.parse("10.0.0.0/8").contains(mapped)).isTrue();
        assertThat(Networks.parse("::/0").contains(mapped)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "::ffff:10.0.0.0/104,10.0.0.0/8",
        "::ffff:a01:203,10.1.2.3",
        "::ffff:10.1.2.3/128,10.1.2.3",
        "::ffff:0:0/96,0.0.0.0/0"
    })
    void aNetworkOfMappedAddressesIsOneOfIpv4(String text, String network) throws Mistake {
        assertThat(Networks.parse(text)).isEqualTo(Networks.parse(network));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:DB8:0:0:1:0:0:1,2001:db8::1:0:0:1",
        "::,::",
        "::1,::1",
        "1::,1::",
        "1:0:2:3:4:5:6:7,1:0:2:3:4:5:6:7"
    })
    void ipv6AddressesAreWrittenAsRfc5952Says(String text, String expected) {
        byte[] address = IpText.parse(text);

        assertThat(address).isNotNull();
        assertThat(IpText.format(address == null ? new byte[4] : address)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.", ":::", "1::2::3", "g::1", "::1%eth0", "''"})
    void whatIsNoAddressIsRefused(String text) {
        assertThat(IpText.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/,PREFIX,/api",
        "/,PREFIX,/",
        "=/login/,EXACT,/login/",
        "/a%2fb,PREFIX,/a%2Fb",
        "/%C3%bc,PREFIX,/%C3%BC",
        "/ü/x,PREFIX,/%C3%BC/x",
        "=/caf%c3é,EXACT,/caf%C3%C3%A9",
        "/😀,PREFIX,/%F0%9F%98%80"
    })
    void pathsAreNormalised(String text, PathPattern.Kind kind, String path) throws Mistake {
        assertThat(PathText.pattern(text)).isEqualTo(new PathPattern(kind, path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/a\u00a0", "/\u0085", "/a\u3000b", "/\u200b", "/\ufeff", "/\ud800"})
    void whatNobodySeesInAPathIsRefused(String text) {
        assertThatThrownBy(() -> PathText.pattern(text)).isInstanceOf(Mistake.class);
    }

    @ParameterizedTest
    @CsvSource({"balanse,balance", "tiemout,timeout", "HTTP,http"})
    void aWordThatIsNearIsSuggested(String word, String known) {
        List<String> words = List.of(known, "entirely-different");

        assertThat(Suggestion.of(word, words).contains("did you mean '" + known + "'"))
                .isEqualTo(!word.equals("HTTP"));
    }

    @Test
    void noMessageHoldsTheValueItself() {
        assertThatThrownBy(() -> Durations.parse("hunter2")).hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> TargetText.parse("hunter2")).hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> HostNames.pattern("hunter2/x")).hasMessageNotContaining("hunter2");
    }
}
