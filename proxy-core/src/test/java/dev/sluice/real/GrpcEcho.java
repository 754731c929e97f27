package dev.sluice.real;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A gRPC server of grpc-java on loopback whose messages are bytes: no generated code. */
final class GrpcEcho implements AutoCloseable {
    static final Metadata.Key<String> NOTE = Metadata.Key.of("x-note", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<byte[]> BLOB = Metadata.Key.of("x-blob-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** Gives the message back; one that begins with {@code fail} gets an error with metadata. */
    static final MethodDescriptor<byte[], byte[]> SAY = method("Say", MethodType.UNARY);

    /** Gives so many messages as the request's number says, then an error where that number is followed by anything. */
    static final MethodDescriptor<byte[], byte[]> COUNT = method("Count", MethodType.SERVER_STREAMING);

    /** Gives the digest of all messages together. */
    static final MethodDescriptor<byte[], byte[]> DIGEST = method("Digest", MethodType.CLIENT_STREAMING);

    /** Gives every message back. */
    static final MethodDescriptor<byte[], byte[]> CHAT = method("Chat", MethodType.BIDI_STREAMING);

    /** Never answers. */
    static final MethodDescriptor<byte[], byte[]> WAIT = method("Wait", MethodType.UNARY);

    /** A method that the server does not have. */
    static final MethodDescriptor<byte[], byte[]> UNKNOWN = method("Unknown", MethodType.UNARY);

    private static final int LARGEST = 16 << 20;

    private final Server server;

    /** The metadata of each call, as it began. */
    final BlockingQueue<Metadata> calls = new LinkedBlockingQueue<>();

    /** The deadline of each call of {@link #WAIT}, as it began. */
    final BlockingQueue<Deadline> deadlines = new LinkedBlockingQueue<>();

    /** The names of calls that were cancelled. */
    final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();

    private GrpcEcho() throws IOException {
        ServerServiceDefinition service = ServerServiceDefinition.builder("test.Echo")
                .addMethod(SAY, ServerCalls.asyncUnaryCall(GrpcEcho::say))
                .addMethod(COUNT, ServerCalls.asyncServerStreamingCall(this::count))
                .addMethod(DIGEST, ServerCalls.asyncClientStreamingCall(GrpcEcho::digest))
                .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(this::chat))
                .addMethod(WAIT, ServerCalls.asyncUnaryCall(this::never))
                .build();
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .maxInboundMessageSize(LARGEST)
                .intercept(new Notes())
                .addService(service)
                .build()
                .start();
    }

    static GrpcEcho start() throws IOException {
        return new GrpcEcho();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static void say(byte[] message, StreamObserver<byte[]> out) {
        if (text(message).startsWith("fail")) {
            out.onError(failure());
        } else {
            out.onNext(message);
            out.onCompleted();
        }
    }

    private void count(byte[] message, StreamObserver<byte[]> out) {
        cancellable("Count", out);
        String[] words = text(message).split(" ", 2);
        int number = Integer.parseInt(words[0]);
        for (int i = 0; i < number; i++) {
            out.onNext(bytes("message " + i));
        }
        if (words.length > 1) {
            out.onError(failure());
        } else {
            out.onCompleted();
        }
    }

    private static StreamObserver<byte[]> digest(StreamObserver<byte[]> out) {
        MessageDigest digest = sha256();
        return new Received() {
            @Override
            public void onNext(byte[] message) {
                digest.update(message);
            }

            @Override
            public void onCompleted() {
                out.onNext(digest.digest());
                out.onCompleted();
            }
        };
    }

    private StreamObserver<byte[]> chat(StreamObserver<byte[]> out) {
        cancellable("Chat", out);
        return new Received() {
            @Override
            public void onNext(byte[] message) {
                out.onNext(message);
            }

            @Override
            public void onCompleted() {
                out.onCompleted();
            }
        };
    }

    private void never(byte[] message, StreamObserver<byte[]> out) {
        cancellable("Wait", out);
        Deadline deadline = Context.current().getDeadline();
        deadlines.add(deadline == null ? Deadline.after(0, java.util.concurrent.TimeUnit.SECONDS) : deadline);
    }

    private void cancellable(String name, StreamObserver<byte[]> out) {
        ((ServerCallStreamObserver<byte[]>) out).setOnCancelHandler(() -> cancelled.add(name));
    }

    private static RuntimeException failure() {
        Metadata trailers = new Metadata();
        trailers.put(NOTE, "why it failed");
        trailers.put(BLOB, new byte[] {0, -1, 13, 10});
        return Status.FAILED_PRECONDITION.withDescription("not now: 100 % ü").asRuntimeException(trailers);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** A message of this number: its number, then bytes that depend on it, up to 2 kB. */
    static byte[] numbered(int number) {
        byte[] message = new byte[4 + number * 31 % 2000];
        for (int i = 4; i < message.length; i++) {
            message[i] = (byte) (number + i * 7);
        }
        ByteBuffer.wrap(message).putInt(number);
        return message;
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName("test.Echo/" + name)
                .setRequestMarshaller(Bytes.PLAIN)
                .setResponseMarshaller(Bytes.PLAIN)
                .build();
    }

    /** What the client sends until it is done; that it has gone is told to {@link #cancelled}. */
    private abstract static class Received implements StreamObserver<byte[]> {
        @Override
        public void onError(Throwable gone) {}
    }

    private enum Bytes implements Marshaller<byte[]> {
        PLAIN;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Keeps the metadata of each call, and gives note and blob back with the head and, in capitals, with the trailers. */
    private final class Notes implements ServerInterceptor {
        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(
                ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
            calls.add(headers);
            String note = headers.get(NOTE);
            byte[] blob = headers.get(BLOB);
            if (note == null || blob == null) {
                return next.startCall(call, headers);
            }
            return next.startCall(
                    new SimpleForwardingServerCall<>(call) {
                        @Override
                        public void sendHeaders(Metadata head) {
                            head.put(NOTE, note);
                            head.put(BLOB, blob);
                            super.sendHeaders(head);
                        }

                        @Override
                        public void close(Status status, Metadata trailers) {
                            trailers.put(NOTE, note.toUpperCase(java.util.Locale.ROOT));
                            trailers.put(BLOB, blob);
                            super.close(status, trailers);
                        }
                    },
                    headers);
        }
    }
}
