package dev.sluice.docker;

import dev.sluice.config.DockerAddress;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What answers at a Unix socket as an engine does, or does not: raw bytes for each path. The stream of events stays open until it
 * is ended.
 */
final class FakeEngine implements AutoCloseable {
    private final Path path;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<SocketChannel> streams = new CopyOnWriteArrayList<>();
    private ServerSocketChannel server;

    /** Listens at the path, as Docker 20.10 with no containers. */
    FakeEngine(Path path) throws IOException {
        this.path = path;
        versions("1.41", "1.12");
        containers("[]");
        answer("/events", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        server = listen();
    }

    private ServerSocketChannel listen() throws IOException {
        ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        opened.bind(UnixDomainSocketAddress.of(path));
        Thread.ofVirtual().start(() -> accept(opened));
        return opened;
    }

    private void accept(ServerSocketChannel from) {
        try {
            while (true) {
                SocketChannel client = from.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(SocketChannel client) {
        try {
            String head = head(client);
            asked.add(head.lines().findFirst().orElse(""));
            String bare = head.split("[ ?]", 4)[1].replaceFirst("^/v1\\.[0-9]+", "");
            String answer = answers.getOrDefault(bare, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            if (bare.equals("/events")) {
                streams.add(client);
            }
            send(client, answer);
            if (!bare.equals("/events")) {
                client.close();
            }
        } catch (IOException gone) {
            return;
        }
    }

    private static String head(SocketChannel client) throws IOException {
        StringBuilder head = new StringBuilder();
        ByteBuffer some = ByteBuffer.allocate(4096);
        while (head.indexOf("\r\n\r\n") < 0) {
            if (client.read(some) < 0) {
                throw new IOException("closed");
            }
            head.append(StandardCharsets.US_ASCII.decode(some.flip()));
            some.clear();
        }
        return head.toString();
    }

    private static void send(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    DockerAddress address() {
        return new DockerAddress.Socket(path);
    }

    /** The first lines of all requests so far. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** What is sent to who asks for this path, without a version before it. */
    void answer(String bare, String bytes) {
        answers.put(bare, bytes);
    }

    void json(String bare, String json) {
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        answer(bare, "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + json);
    }

    void versions(String newest, String oldest) {
        json(
                "/version",
                "{\"Version\":\"20.10.24\",\"ApiVersion\":\"%s\",\"MinAPIVersion\":\"%s\"}".formatted(newest, oldest));
    }

    void containers(String json) {
        json("/containers/json", json);
    }

    /** How many follow events. */
    int followers() {
        return streams.size();
    }

    /** Tells all who follow of an event. */
    void event() throws IOException {
        for (SocketChannel stream : streams) {
            send(stream, "d\r\n{\"Type\":\"x\"}\n\r\n");
        }
    }

    /** Ends the streams of events, and nothing else. */
    void endStreams() throws IOException {
        for (SocketChannel stream : streams) {
            stream.close();
        }
        streams.clear();
    }

    /** Goes away, socket and all. */
    void stop() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        endStreams();
    }

    /** Comes back. */
    void restart() throws IOException {
        server = listen();
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
