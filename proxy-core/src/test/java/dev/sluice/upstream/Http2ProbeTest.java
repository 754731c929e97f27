package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The health check's own few bytes of HTTP/2, against Netty's HPACK. */
@NullMarked
final class Http2ProbeTest {
    private static final String SETTINGS = "000000040000000000";

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 304, 404, 418, 500, 503, 599})
    void theStatusIsReadHoweverItIsWritten(int status) throws Exception {
        ByteBuf block = Unpooled.buffer();
        Http2Headers headers =
                new DefaultHttp2Headers().status(Integer.toString(status)).add("server", "x");
        new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, false, 64, 0)
                .encodeHeaders(1, headers, block);
        assertThat(probe(SETTINGS + headers(block))).isEqualTo(status);
    }

    @Test
    void theStatusIsReadInPieces() {
        Http2Probe probe = new Http2Probe();
        byte[] answer = ByteBufUtil.decodeHexDump(SETTINGS + "000001010400000001" + "88");
        for (int i = 0; i < answer.length - 1; i++) {
            assertThat(probe.status(Unpooled.wrappedBuffer(answer, i, 1))).isEqualTo(Http2Probe.AWAITED);
        }
        assertThat(probe.status(Unpooled.wrappedBuffer(answer, answer.length - 1, 1)))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "485454502f312e3120343030204261642052657175657374, HTTP/1.1",
        "000000040000000000 000004030000000001 00000007, RST_STREAM",
        "000000040000000000 000008070000000000 0000000000000001, GOAWAY",
        "000000040000000000 000001010400000001 bf, a field of no table",
        "000000040000000000 000000010400000001, an empty block"
    })
    void anythingElseIsNoStatus(String hex, String what) {
        assertThat(probe(hex.replace(" ", ""))).as(what).isEqualTo(Http2Probe.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 126, 127, 128, 300, 5000})
    void theRequestIsUnderstoodByOthers(int length) throws Exception {
        String path = "/" + "p".repeat(length - 1);
        ByteBuf request = Unpooled.wrappedBuffer(Http2Probe.request(path, "api:50051"));
        request.skipBytes(24 + 15 + 9); // preface, SETTINGS, the header of HEADERS
        Http2Headers headers = new DefaultHttp2HeadersDecoder(true, 1 << 20).decodeHeaders(1, request);
        assertThat(headers.path().toString()).isEqualTo(path);
        assertThat(headers.authority().toString()).isEqualTo("api:50051");
        assertThat(headers.method().toString()).isEqualTo("GET");
    }

    private static String headers(ByteBuf block) {
        return "%06x010400000001".formatted(block.readableBytes()) + ByteBufUtil.hexDump(block);
    }

    private static int probe(String hex) {
        return new Http2Probe().status(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }
}
