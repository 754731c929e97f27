package dev.sluice.whole.h2;

import static dev.sluice.whole.h2.Stage.get;
import static io.netty.handler.codec.http2.Http2Error.COMPRESSION_ERROR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.h2.Block;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Field blocks in every representation, right and wrong: RFC 7541. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HpackTest {
    /** {@code app.test} in Huffman code. */
    private static final int[] APP_TEST = {0x1d, 0x75, 0xae, 0x92, 0xa1, 0x3f};

    private Stage stage;

    record Good(String what, byte[] block) {
        @Override
        public String toString() {
            return what;
        }
    }

    @BeforeAll
    void start() throws Exception {
        stage = Stage.start();
    }

    @AfterAll
    void stop() throws Exception {
        stage.close();
    }

    @ParameterizedTest
    @MethodSource
    void isUnderstood(Good good) throws Exception {
        try (H2Client client = stage.client()) {
            client.send(Frame.block(1, good.block()).last());
            assertThat(client.body(client.headers(1))).isEqualTo("GET / ");
            Stage.expectServes(client);
        }
    }

    static Stream<Good> isUnderstood() {
        return Stream.of(
                good("indexed fields", begun().literal(1, "app.test")),
                good("an indexing literal, its name by index", begun().indexing(1, "app.test")),
                good("an indexing literal with a name", begun().indexing(":authority", "app.test")),
                good("a literal, its name by index", begun().literal(1, "app.test")),
                good("a literal with a name", begun().literals(":authority", "app.test")),
                good("a literal never to index, its name by index", begun().never(1, "app.test")),
                good("a literal never to index, with a name", begun().never(":authority", "app.test")),
                good("Huffman code", begun().raw(0x01, 0x86).raw(APP_TEST)),
                good("a smaller table", new Block().tableSize(128).raw(authorised())),
                good("no table", new Block().tableSize(0).raw(authorised())),
                good(
                        "two sizes of the table",
                        new Block().tableSize(0).tableSize(4096).raw(authorised())),
                good("an empty value", new Block().raw(authorised()).literals("x-empty", "")));
    }

    private static Good good(String what, Block block) {
        return new Good(what, block.bytes());
    }

    /** :method GET, :scheme http, :path / by index. */
    private static Block begun() {
        return new Block().indexed(2).indexed(6).indexed(4);
    }

    private static byte[] authorised() {
        return begun().literal(1, "app.test").bytes();
    }

    @Test
    void whatABlockIndexedLaterBlocksMayName() throws Exception {
        try (H2Client client = stage.client()) {
            byte[] first =
                    begun().indexing(1, "app.test").indexing("x-first", "1").bytes();
            client.send(Frame.block(1, first).last());
            client.body(client.headers(1));
            client.send(Frame.block(3, begun().indexed(63).indexed(62).bytes()).last());
            assertThat(client.body(client.headers(3))).isEqualTo("GET / ");
            assertThat(stage.backend().requests().getLast().field("x-first")).isEqualTo("1");
        }
    }

    @Test
    void aFieldThatIsLargerThanTheTableEmptiesIt() throws Exception {
        try (H2Client client = stage.client()) {
            Block block = new Block().raw(authorised()).indexing("x-kept", "1").indexing("x-large", "y".repeat(5000));
            client.send(Frame.block(1, block.bytes()).last());
            client.body(client.headers(1));
            client.send(Frame.block(3, new Block().raw(authorised()).indexed(62).bytes())
                    .last());
            client.expectConnectionError(List.of(COMPRESSION_ERROR));
        }
    }

    @Test
    void aTableOfNoSizeIsRespected() throws Exception {
        try (H2Client client = stage.client(Frame.HEADER_TABLE_SIZE, 0)) {
            for (int i = 0; i < 3; i++) {
                Stage.expectServes(client);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("broken")
    void isAConnectionError(Case wrong) throws Exception {
        stage.expectConnectionError(wrong);
    }

    /** §2.3.3, §4.2, §5.1, §5.2, §6.1, §6.3. */
    static Stream<Case> broken() {
        return Stream.of(
                broken("an index that is not there", begun().indexed(70)),
                broken("a name that is not there", begun().literal(70, "x")),
                broken("index 0", begun().indexed(0)),
                broken(
                        "a size of the table at the end",
                        new Block().raw(authorised()).tableSize(1)),
                broken("a size between fields", begun().tableSize(1).literal(1, "app.test")),
                broken("a size above the setting", new Block().tableSize(4097).raw(authorised())),
                broken(
                        "Huffman padding of more than 7 bits",
                        begun().raw(0x01, 0x87).raw(APP_TEST).raw(0xff)),
                broken("Huffman padding with zeros", begun().raw(0x01, 0x85, 0x1d, 0x75, 0xae, 0x92, 0xa0)),
                broken("Huffman's end of string", begun().raw(0x01, 0x84, 0xff, 0xff, 0xff, 0xff)),
                broken(
                        "an integer that never ends",
                        begun().raw(0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)),
                broken("a string that is cut short", begun().raw(0x01, 0x20, 0x61)),
                broken("a value that is missing", begun().raw(0x00, 0x01, 0x61)));
    }

    private static Case broken(String what, Block block) {
        return Case.of(what, client -> client.send(Frame.block(1, block.bytes()).last()), COMPRESSION_ERROR);
    }

    @Test
    void aTrailerBlockThatIsBrokenIsAConnectionErrorToo() throws Exception {
        try (H2Client client = stage.client()) {
            client.send(
                    Stage.posting(1, "/held"),
                    Frame.block(1, new byte[] {(byte) 0xff, 0x7f}).last());
            client.expectConnectionError(List.of(COMPRESSION_ERROR));
        }
    }

    @Test
    void aBlockMayComeInSingleBytes() throws Exception {
        try (H2Client client = stage.client()) {
            byte[] block = Block.of(get("/"));
            client.send(Frame.block(1, new byte[] {block[0]}).last().without(Frame.END_HEADERS));
            int cut = block.length / 2;
            client.send(Frame.continuation(1, Arrays.copyOfRange(block, 1, cut)));
            client.send(Frame.continuation(1, Arrays.copyOfRange(block, cut, block.length))
                    .flagged(Frame.END_HEADERS));
            assertThat(client.body(client.headers(1))).isEqualTo("GET / ");
        }
    }
}
