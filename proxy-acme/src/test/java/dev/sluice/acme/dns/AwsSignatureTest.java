package dev.sluice.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Examples of the suite that AWS publishes for its signatures. */
class AwsSignatureTest {
    private static final AwsSignature EXAMPLE = new AwsSignature(
            new AwsKeys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""), "us-east-1/service");

    @ParameterizedTest
    @CsvSource({
        "get-vanilla,GET,/,5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "get-vanilla-query-order-key-case,GET,/?Param2=value2&Param1=value1,b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "post-vanilla,POST,/,5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
    })
    void isTheOneOfThePublishedExample(String example, String method, String path, String signature) {
        URI uri = URI.create("https://example.amazonaws.com" + path);
        assertThat(EXAMPLE.headers(method, uri, "", Instant.parse("2015-08-30T12:36:00Z")))
                .as(example)
                .containsEntry("x-amz-date", "20150830T123600Z")
                .containsEntry(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                                + " SignedHeaders=host;x-amz-date, Signature=" + signature);
    }
}
