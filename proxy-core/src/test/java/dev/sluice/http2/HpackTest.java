package dev.sluice.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HPACK against Netty's, in both directions, and what must be refused. */
@NullMarked
final class HpackTest {
    private static final List<String> NAMES = List.of(
            "content-type",
            "server",
            "date",
            "x-custom",
            "set-cookie",
            "etag",
            "x-request-id",
            "cache-control",
            "vary");

    private final Random random = new Random(7);

    @Test
    void whatNettyEncodesIsDecoded() throws Exception {
        DefaultHttp2HeadersEncoder netty = new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE);
        DynamicTable table = new DynamicTable(HpackDecoder.TABLE_SIZE);
        for (int round = 0; round < 500; round++) {
            List<Map.Entry<String, String>> list = randomList();
            Http2Headers headers = new DefaultHttp2Headers(false);
            list.forEach(field -> headers.add(field.getKey(), field.getValue()));
            ByteBuf block = Unpooled.buffer();
            netty.encodeHeaders(3, headers, block);
            assertThat(decode(table, ByteBufUtil.getBytes(block))).containsExactlyInAnyOrderElementsOf(list);
        }
    }

    @Test
    void whatIsEncodedIsDecodedByNetty() throws Exception {
        DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, 1 << 20);
        HpackEncoder encoder = new HpackEncoder();
        for (int round = 0; round < 2000; round++) {
            if (round % 300 == 100) {
                int size = List.of(0, 64, 4096, 1000).get(round / 300 % 4);
                encoder.peerTableSize(size);
                netty.configuration().maxHeaderTableSize(size);
            }
            List<Map.Entry<String, String>> list = randomList();
            Fields fields = new Fields();
            list.forEach(field -> fields.add(field.getKey(), field.getValue()));
            ByteBuf block = Unpooled.buffer();
            encoder.start(block);
            encoder.status(block, 200 + round % 300);
            encoder.fields(block, fields);
            Http2Headers headers = netty.decodeHeaders(3, block);
            assertThat(headers.status().toString()).isEqualTo(Integer.toString(200 + round % 300));
            headers.remove(":status");
            List<Map.Entry<String, String>> decoded = new ArrayList<>();
            headers.forEach(field -> decoded.add(
                    Map.entry(field.getKey().toString(), field.getValue().toString())));
            assertThat(decoded).containsExactlyInAnyOrderElementsOf(list);
        }
    }

    @Test
    void aLineThatComesAgainTakesOneByte() {
        HpackEncoder encoder = new HpackEncoder();
        Fields fields = new Fields();
        fields.add("X-Framework", "the same in every answer");
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ByteBuf block = Unpooled.buffer();
            encoder.fields(block, fields);
            sizes.add(block.readableBytes());
        }
        assertThat(sizes.get(2)).isEqualTo(1);
    }

    @Test
    void cookiesAreNeverPutInATable() {
        HpackEncoder encoder = new HpackEncoder();
        Fields fields = new Fields();
        fields.add("Set-Cookie", "session=secret");
        for (int i = 0; i < 3; i++) {
            ByteBuf block = Unpooled.buffer();
            encoder.fields(block, fields);
            assertThat(block.getByte(0) & 0xf0).isEqualTo(0x10);
        }
    }

    @Test
    void everyByteSurvivesTheHuffmanCode() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        ByteBuf coded = Unpooled.buffer();
        Huffman.encode(all, 0, all.length, coded);
        assertThat(coded.readableBytes()).isEqualTo(Huffman.encodedLength(all, 0, all.length));
        byte[] out = new byte[Huffman.longestDecoded(coded.readableBytes())];
        int length = Huffman.decode(ByteBufUtil.getBytes(coded), 0, coded.readableBytes(), out);
        assertThat(java.util.Arrays.copyOf(out, length)).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({
        "80, index 0",
        "be, an index beyond the tables",
        "ff8080808080, an integer that never ends",
        "ffffffffff7f, an integer that is too large",
        "3fe21f, a table size above what was agreed",
        "823f00, a table size update after a field",
        "0004, a name that ends early",
        "0003616263, no value",
        "00016105, a value that ends early",
        "000161 84ffffffff, the end symbol",
        "000161 81ff, padding of a whole byte",
        "000161 8100, padding of zeros",
        "7f, half an integer"
    })
    void aBlockThatCannotBeUnderstoodEndsTheConnection(String hex, String why) {
        byte[] block = ByteBufUtil.decodeHexDump(hex.replace(" ", ""));
        assertThatThrownBy(() -> decode(new DynamicTable(HpackDecoder.TABLE_SIZE), block))
                .as(why)
                .isInstanceOfSatisfying(
                        ConnectionError.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.COMPRESSION_ERROR));
    }

    @Test
    void anEntryLargerThanTheTableEmptiesIt() throws Exception {
        DynamicTable table = new DynamicTable(HpackDecoder.TABLE_SIZE);
        decode(table, ByteBufUtil.decodeHexDump("4001610162"));
        assertThat(decode(table, ByteBufUtil.decodeHexDump("be"))).containsExactly(Map.entry("a", "b"));
        byte[] block = new byte[6 + 5000]; // the length 5000 is 7f and 4873 in seven bits each
        System.arraycopy(ByteBufUtil.decodeHexDump("4001617f8926"), 0, block, 0, 6);
        java.util.Arrays.fill(block, 6, block.length, (byte) 'x');
        decode(table, block);
        assertThatThrownBy(() -> decode(table, ByteBufUtil.decodeHexDump("be"))).isInstanceOf(ConnectionError.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'u=0', 0, false",
        "'u=7, i', 7, true",
        "'i', 3, true",
        "'i=?0, u=1', 1, false",
        "'i=?1', 3, true",
        "'u=9', 3, false",
        "'u=12', 3, false",
        "'u', 3, false",
        "'', 3, false",
        "'x=1,u=5;p', 5, false",
        "'urgency=1', 3, false"
    })
    void aPriorityIsReadAsFarAsItIsUnderstood(String value, int urgency, boolean incremental) {
        byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
        int priority = Priority.parse(bytes, 0, bytes.length, Priority.DEFAULT);
        assertThat(Priority.urgency(priority)).isEqualTo(urgency);
        assertThat(Priority.incremental(priority)).isEqualTo(incremental);
    }

    private List<Map.Entry<String, String>> randomList() {
        return Stream.generate(() -> Map.entry(
                        NAMES.get(random.nextInt(NAMES.size())), "v".repeat(random.nextInt(40)) + random.nextInt(5)))
                .limit(random.nextInt(12))
                .toList();
    }

    private static List<Map.Entry<String, String>> decode(DynamicTable table, byte[] block) throws ConnectionError {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        new HpackDecoder()
                .decode(
                        table,
                        block,
                        0,
                        block.length,
                        field -> fields.add(Map.entry(
                                text(field.name, field.nameFrom, field.nameTo),
                                text(field.value, field.valueFrom, field.valueTo))));
        return fields;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
