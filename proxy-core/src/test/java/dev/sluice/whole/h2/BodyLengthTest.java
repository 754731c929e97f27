package dev.sluice.whole.h2;

import static dev.sluice.whole.h2.Stage.getting;
import static dev.sluice.whole.h2.Stage.posting;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.Message;
import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.H2Client;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A body is as long as {@code content-length} says, and ends once: RFC 9113 §8.1, §8.1.1. No backend takes another for whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodyLengthTest {
    private Stage stage;

    record Upload(String what, Frame... frames) {
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
        assertThat(stage.backend().requests()).extracting(Message::target).doesNotContain("/smuggled");
    }

    @ParameterizedTest
    @MethodSource({"lengths", "numbers", "trailers"})
    void isRefused(Upload upload) throws Exception {
        try (H2Client client = stage.client()) {
            client.send(upload.frames());
            Refusal.expect(client, 1);
            Stage.expectServes(client);
        }
    }

    static Stream<Upload> lengths() {
        return Stream.of(
                upload("no DATA", length("5").last()),
                upload("too little", length("5"), Frame.data(1, "hell").last()),
                upload("nothing", length("5"), Frame.data(1, "").last()),
                upload("too much", length("5"), Frame.data(1, "hello!").last()),
                upload(
                        "too much in a second frame",
                        length("5"),
                        Frame.data(1, "hello"),
                        Frame.data(1, "!").last()),
                upload(
                        "another request behind it",
                        length("0"),
                        Frame.data(1, "GET /smuggled HTTP/1.1\r\nHost: app.test\r\n\r\n")
                                .last()),
                upload(
                        "too little before trailers",
                        length("5"),
                        Frame.data(1, "hell"),
                        Frame.headers(1, "x-t", "t").last()),
                upload(
                        "with padding it would fit",
                        length("5"),
                        Frame.of(Frame.DATA, Frame.PADDED | 1, 1, (byte) 2, (byte) 'a', (byte) 'b', (byte) 0, (byte)
                                0)));
    }

    static Stream<Upload> numbers() {
        return Stream.of(
                        "",
                        "x",
                        "-5",
                        "+5",
                        "5a",
                        "0x5",
                        "5.0",
                        "5 5",
                        "5, 5",
                        "5,6",
                        "18446744073709551621",
                        "9223372036854775808",
                        "99999999999999999999999")
                .map(value -> upload(
                        "'" + value + "'", length(value), Frame.data(1, "hello").last()));
    }

    static Stream<Upload> trailers() {
        Frame open = posting(1, "/held");
        Frame data = Frame.data(1, "a");
        return Stream.of(
                upload(
                        "two lengths",
                        posting(1, "/", "content-length", "5", "content-length", "6"),
                        Frame.data(1, "hello").last()),
                upload(
                        "two equal lengths",
                        posting(1, "/", "content-length", "5", "content-length", "5"),
                        Frame.data(1, "hello").last()),
                upload("trailers that do not end the stream", open, data, Frame.headers(1, "x-t", "t")),
                upload(
                        "trailers with :path",
                        open,
                        data,
                        Frame.headers(1, ":path", "/smuggled").last()),
                upload(
                        "trailers with :status",
                        open,
                        data,
                        Frame.headers(1, "x-t", "t", ":status", "200").last()),
                upload(
                        "trailers in upper case",
                        open,
                        data,
                        Frame.headers(1, "X-T", "t").last()),
                upload(
                        "trailers with CR LF",
                        open,
                        data,
                        Frame.headers(1, "x-t", "t\r\n\r\nGET /smuggled HTTP/1.1")
                                .last()),
                upload(
                        "trailers with NUL",
                        open,
                        data,
                        Frame.headers(1, "x-t", "t\0").last()),
                upload(
                        "trailers with connection",
                        open,
                        data,
                        Frame.headers(1, "connection", "close").last()),
                upload(
                        "trailers with transfer-encoding",
                        open,
                        data,
                        Frame.headers(1, "transfer-encoding", "chunked").last()));
    }

    @ParameterizedTest
    @MethodSource
    void isTaken(Upload upload) throws Exception {
        try (H2Client client = stage.client()) {
            client.send(upload.frames());
            Frame head = client.headers(1);
            assertThat(head.status()).isEqualTo(200);
            assertThat(client.body(head)).isEqualTo("POST / hello");
        }
    }

    static Stream<Upload> isTaken() {
        return Stream.of(
                upload("a length that fits", length("5"), Frame.data(1, "hello").last()),
                upload("no length", posting(1, "/"), Frame.data(1, "hello").last()),
                upload(
                        "an empty frame at the end",
                        length("5"),
                        Frame.data(1, "hello"),
                        Frame.data(1, "").last()),
                upload(
                        "empty frames between",
                        length("5"),
                        Frame.data(1, "he"),
                        Frame.data(1, ""),
                        Frame.data(1, "llo").last()),
                upload("padding", length("5"), Frame.of(Frame.DATA, Frame.PADDED | 1, 1, bytes("\2hello\0\0"))),
                upload(
                        "nothing but padding at the end",
                        length("5"),
                        Frame.data(1, "hello"),
                        Frame.of(Frame.DATA, Frame.PADDED | 1, 1, bytes("\1\0"))),
                upload(
                        "trailers",
                        length("5"),
                        Frame.data(1, "hello"),
                        Frame.headers(1, "x-t", "t").last()),
                upload(
                        "trailers without length",
                        posting(1, "/"),
                        Frame.data(1, "hello"),
                        Frame.headers(1, "x-t", "t").last()));
    }

    /** §6.1: padding counts against the windows, and comes back with them. */
    @Test
    void paddingUsesTheWindowAndIsGivenBack() throws Exception {
        try (H2Client client = stage.client()) {
            byte[] padded = new byte[256];
            padded[0] = (byte) 254;
            padded[1] = 'a';
            client.send(posting(1, "/"));
            for (int i = 0; i < 1000; i++) {
                if (i % 100 == 99) {
                    client.ping();
                }
                client.send(Frame.of(Frame.DATA, Frame.PADDED, 1, padded));
            }
            client.send(Frame.data(1, "").last());
            assertThat(client.body(client.headers(1))).isEqualTo("POST / " + "a".repeat(1000));
        }
    }

    @Test
    void aGetMayHaveABody() throws Exception {
        try (H2Client client = stage.client()) {
            client.send(
                    getting(1, "/").without(Frame.END_STREAM),
                    Frame.data(1, "hello").last());
            assertThat(client.body(client.headers(1))).isEqualTo("GET / hello");
        }
    }

    private static Upload upload(String what, Frame... frames) {
        return new Upload(what, frames);
    }

    private static Frame length(String length) {
        return posting(1, "/", "content-length", length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
