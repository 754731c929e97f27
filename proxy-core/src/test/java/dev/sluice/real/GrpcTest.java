package dev.sluice.real;

import static dev.sluice.real.GrpcEcho.bytes;
import static dev.sluice.real.GrpcEcho.numbered;
import static dev.sluice.real.GrpcEcho.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.harness.Edge;
import dev.sluice.harness.Throttle;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** gRPC's own client and server with Sluice in between: all four kinds of call, and how each of them may end. */
@Timeout(120)
class GrpcTest {
    private static final int LARGEST = 16 << 20;
    private static final int MESSAGES = 10_000;

    private final GrpcEcho server;
    private final Throttle line;
    private final Edge edge;
    private final List<ManagedChannel> channels = new ArrayList<>();

    /** How the client reaches Sluice. */
    enum Line {
        TLS,
        PLAIN
    }

    GrpcTest() throws Exception {
        server = GrpcEcho.start();
        line = Throttle.to(server.port(), 1L << 33);
        edge = Edge.start(sites("first"));
    }

    @BeforeEach
    void warm() {
        assertThat(text(say(channel(Line.TLS), "warm"))).isEqualTo("warm");
        server.calls.clear();
    }

    @AfterEach
    void stop() throws Exception {
        for (ManagedChannel channel : channels) {
            channel.shutdownNow();
            assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        edge.close();
        line.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void oneMessageIsAnsweredByOne(Line by) {
        assertThat(text(say(channel(by), "hello"))).isEqualTo("hello");
        assertThat(say(channel(by), "")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void oneMessageIsAnsweredByManyInTheirOrder(Line by) {
        Iterator<byte[]> answers = ClientCalls.blockingServerStreamingCall(
                channel(by), GrpcEcho.COUNT, CallOptions.DEFAULT, bytes("2000"));
        for (int i = 0; i < 2000; i++) {
            assertThat(text(answers.next())).isEqualTo("message " + i);
        }
        assertThat(answers.hasNext()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void manyMessagesAreAnsweredByOne(Line by) throws Exception {
        Answers answers = new Answers();
        StreamObserver<byte[]> requests = ClientCalls.asyncClientStreamingCall(
                channel(by).newCall(GrpcEcho.DIGEST, CallOptions.DEFAULT), answers);
        MessageDigest digest = GrpcEcho.sha256();
        for (int i = 0; i < 2000; i++) {
            digest.update(numbered(i));
            requests.onNext(numbered(i));
        }
        requests.onCompleted();
        assertThat(answers.next()).isEqualTo(digest.digest());
        assertThat(answers.end()).isEqualTo(Status.Code.OK);
    }

    @ParameterizedTest
    @EnumSource
    void eachMessageIsAnsweredBeforeTheNextIsSent(Line by) throws Exception {
        Answers answers = new Answers();
        StreamObserver<byte[]> requests =
                ClientCalls.asyncBidiStreamingCall(channel(by).newCall(GrpcEcho.CHAT, CallOptions.DEFAULT), answers);
        for (int i = 0; i < 100; i++) {
            requests.onNext(numbered(i));
            assertThat(answers.next()).isEqualTo(numbered(i));
        }
        requests.onCompleted();
        assertThat(answers.end()).isEqualTo(Status.Code.OK);
    }

    @Test
    void tenThousandMessagesEachWayAreIntactWithAReloadInTheirMiddle() throws Exception {
        Answers answers = new Answers();
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(
                channel(Line.TLS).newCall(GrpcEcho.CHAT, CallOptions.DEFAULT), answers);
        for (int i = 0; i < MESSAGES / 2; i++) {
            requests.onNext(numbered(i));
        }
        for (int i = 0; i < MESSAGES / 4; i++) {
            assertThat(answers.next()).isEqualTo(numbered(i));
        }
        edge.reload(sites("second"));
        for (int i = MESSAGES / 2; i < MESSAGES; i++) {
            requests.onNext(numbered(i));
        }
        requests.onCompleted();
        for (int i = MESSAGES / 4; i < MESSAGES; i++) {
            assertThat(answers.next()).isEqualTo(numbered(i));
        }
        assertThat(answers.end()).isEqualTo(Status.Code.OK);
        assertThat(text(say(channel(Line.TLS), "after"))).isEqualTo("after");
    }

    @ParameterizedTest
    @EnumSource
    void aMessageOfEightMegabytesGoesThereAndBack(Line by) {
        byte[] message = new byte[8 << 20];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) (i * 31 >> 3);
        }
        byte[] answer = ClientCalls.blockingUnaryCall(channel(by), GrpcEcho.SAY, CallOptions.DEFAULT, message);
        assertThat(Arrays.equals(answer, message)).isTrue();
    }

    @Test
    void anErrorWithoutAMessageArrivesWithItsMetadata() {
        failed(catchThrowableOfType(StatusRuntimeException.class, () -> say(channel(Line.TLS), "fail")));
    }

    @Test
    void anErrorAfterMessagesArrivesWithItsMetadata() {
        Iterator<byte[]> answers = ClientCalls.blockingServerStreamingCall(
                channel(Line.TLS), GrpcEcho.COUNT, CallOptions.DEFAULT, bytes("3 and fail"));
        for (int i = 0; i < 3; i++) {
            assertThat(text(answers.next())).isEqualTo("message " + i);
        }
        failed(catchThrowableOfType(StatusRuntimeException.class, answers::hasNext));
    }

    private static void failed(StatusRuntimeException failure) {
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(failure.getStatus().getDescription()).isEqualTo("not now: 100 % ü");
        Metadata trailers = failure.getTrailers();
        assertThat(trailers).isNotNull();
        assertThat(trailers.get(GrpcEcho.NOTE)).isEqualTo("why it failed");
        assertThat(trailers.get(GrpcEcho.BLOB)).containsExactly(0, -1, 13, 10);
    }

    @Test
    void aMethodThatTheServerDoesNotHaveIsUnimplemented() {
        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(
                        channel(Line.TLS), GrpcEcho.UNKNOWN, CallOptions.DEFAULT, bytes("x")));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(failure.getStatus().getDescription()).contains("test.Echo/Unknown");
    }

    @Test
    void metadataInTextAndInBytesGoesThereAndBackWithHeadAndTrailers() throws Exception {
        byte[] blob = new byte[300];
        for (int i = 0; i < blob.length; i++) {
            blob[i] = (byte) i;
        }
        Metadata sent = new Metadata();
        sent.put(GrpcEcho.NOTE, "a note, with: signs");
        sent.put(GrpcEcho.BLOB, blob);
        AtomicReference<@Nullable Metadata> head = new AtomicReference<>();
        AtomicReference<@Nullable Metadata> trailers = new AtomicReference<>();
        Channel noted = ClientInterceptors.intercept(
                channel(Line.TLS),
                MetadataUtils.newAttachHeadersInterceptor(sent),
                MetadataUtils.newCaptureMetadataInterceptor(head, trailers));
        assertThat(text(say(noted, "hello"))).isEqualTo("hello");
        Metadata arrived = server.calls.poll(10, TimeUnit.SECONDS);
        assertThat(arrived.get(GrpcEcho.NOTE)).isEqualTo("a note, with: signs");
        assertThat(arrived.get(GrpcEcho.BLOB)).isEqualTo(blob);
        assertThat(head.get().get(GrpcEcho.NOTE)).isEqualTo("a note, with: signs");
        assertThat(head.get().get(GrpcEcho.BLOB)).isEqualTo(blob);
        assertThat(trailers.get().get(GrpcEcho.NOTE)).isEqualTo("A NOTE, WITH: SIGNS");
        assertThat(trailers.get().get(GrpcEcho.BLOB)).isEqualTo(blob);
    }

    @Test
    void theServerKnowsTheDeadlineOfTheClient() throws Exception {
        ClientCall<byte[], byte[]> call =
                channel(Line.TLS).newCall(GrpcEcho.WAIT, CallOptions.DEFAULT.withDeadlineAfter(50, TimeUnit.SECONDS));
        ClientCalls.asyncUnaryCall(call, bytes("x"), new Answers());
        Deadline deadline = server.deadlines.poll(10, TimeUnit.SECONDS);
        assertThat(deadline.timeRemaining(TimeUnit.SECONDS)).isBetween(30L, 50L);
        call.cancel("enough", null);
        assertThat(server.cancelled.poll(10, TimeUnit.SECONDS)).isEqualTo("Wait");
    }

    @Test
    void aCallPastItsDeadlineEndsAtBothEnds() throws Exception {
        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(
                        channel(Line.TLS),
                        GrpcEcho.WAIT,
                        CallOptions.DEFAULT.withDeadlineAfter(200, TimeUnit.MILLISECONDS),
                        bytes("x")));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(server.cancelled.poll(10, TimeUnit.SECONDS)).isEqualTo("Wait");
    }

    @ParameterizedTest
    @EnumSource
    void theServerLearnsThatTheClientHasCancelled(Line by) throws Exception {
        Answers answers = new Answers();
        ClientCall<byte[], byte[]> call = channel(by).newCall(GrpcEcho.CHAT, CallOptions.DEFAULT);
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(call, answers);
        requests.onNext(bytes("one"));
        assertThat(text(answers.next())).isEqualTo("one");
        call.cancel("enough", null);
        assertThat(answers.end()).isEqualTo(Status.Code.CANCELLED);
        assertThat(server.cancelled.poll(10, TimeUnit.SECONDS)).isEqualTo("Chat");
        assertThat(text(say(channel(by), "still there"))).isEqualTo("still there");
    }

    @Test
    void theDeathOfTheServerIsUnavailable() throws Exception {
        Answers waiting = new Answers();
        ClientCalls.asyncUnaryCall(channel(Line.TLS).newCall(GrpcEcho.WAIT, CallOptions.DEFAULT), bytes("x"), waiting);
        assertThat(server.deadlines.poll(10, TimeUnit.SECONDS)).isNotNull();
        Answers talking = new Answers();
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(
                channel(Line.TLS).newCall(GrpcEcho.CHAT, CallOptions.DEFAULT), talking);
        requests.onNext(bytes("one"));
        assertThat(text(talking.next())).isEqualTo("one");
        line.close();
        assertThat(waiting.end()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(talking.end()).isEqualTo(Status.Code.UNAVAILABLE);
        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> say(channel(Line.TLS), "anyone?"));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    private static byte[] say(Channel channel, String message) {
        return ClientCalls.blockingUnaryCall(channel, GrpcEcho.SAY, CallOptions.DEFAULT, bytes(message));
    }

    private ManagedChannel channel(Line by) {
        NettyChannelBuilder builder = switch (by) {
            case TLS -> secure(NettyChannelBuilder.forAddress(edge.tls()));
            case PLAIN ->
                NettyChannelBuilder.forAddress(edge.plain()).usePlaintext().overrideAuthority("plain.test");
        };
        ManagedChannel channel = builder.maxInboundMessageSize(LARGEST).build();
        channels.add(channel);
        return channel;
    }

    private NettyChannelBuilder secure(NettyChannelBuilder builder) {
        try {
            return builder.overrideAuthority("app.test")
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(edge.root().toFile())
                            .build());
        } catch (javax.net.ssl.SSLException e) {
            throw new AssertionError(e);
        }
    }

    private String sites(String version) {
        return """
                sites:
                  app.test:
                    to: "h2c://%1$s"
                    hold: off
                    headers: {response: {set: {x-version: %2$s}}}
                  plain.test: {tls: off, to: {url: "h2c://%1$s"}}
                """.formatted(line.target(), version);
    }

    /** What comes to one call, in its order, then its end. */
    private static final class Answers implements StreamObserver<byte[]> {
        private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        private final BlockingQueue<Status.Code> end = new LinkedBlockingQueue<>();

        byte[] next() throws InterruptedException {
            byte[] message = messages.poll(20, TimeUnit.SECONDS);
            return message == null ? bytes("no message, but " + end.peek()) : message;
        }

        Status.@Nullable Code end() throws InterruptedException {
            return end.poll(20, TimeUnit.SECONDS);
        }

        @Override
        public void onNext(byte[] message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            end.add(Status.fromThrowable(failure).getCode());
        }

        @Override
        public void onCompleted() {
            end.add(Status.Code.OK);
        }
    }
}
