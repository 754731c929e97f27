package dev.sluice.docker;

import dev.sluice.config.DockerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A connection for one request. Any thread may close it, which ends what waits for it. */
final class Connection implements AutoCloseable {
    private final DockerAddress address;
    private final SocketChannel channel;

    private Connection(DockerAddress address, SocketChannel channel) {
        this.address = address;
        this.channel = channel;
    }

    /** Makes one, not connected yet. */
    static Connection open(DockerAddress address) throws EngineTrouble {
        try {
            return new Connection(
                    address,
                    switch (address) {
                        case DockerAddress.Socket socket -> SocketChannel.open(StandardProtocolFamily.UNIX);
                        case DockerAddress.Tcp tcp -> SocketChannel.open();
                    });
        } catch (IOException e) {
            throw EngineAdvice.of(address, e);
        }
    }

    DockerAddress address() {
        return address;
    }

    /** Connects, asks, and gives the head of the answer. */
    Answer get(String path) throws IOException {
        channel.connect(
                switch (address) {
                    case DockerAddress.Socket socket -> UnixDomainSocketAddress.of(socket.path());
                    case DockerAddress.Tcp tcp -> resolved(tcp);
                });
        String host = address instanceof DockerAddress.Tcp ? address.toString() : "docker";
        String head = "GET " + path + " HTTP/1.1\r\nHost: " + host
                + "\r\nUser-Agent: sluice\r\nAccept: application/json\r\nConnection: close\r\n\r\n";
        ByteBuffer bytes = ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return Answer.read(Channels.newInputStream(channel));
    }

    private static InetSocketAddress resolved(DockerAddress.Tcp tcp) throws EngineTrouble {
        InetSocketAddress found = new InetSocketAddress(tcp.host(), tcp.port());
        if (found.isUnresolved()) {
            throw new EngineTrouble("the name " + tcp.host()
                    + " does not resolve: is the proxy running, and on a network that Sluice shares?");
        }
        return found;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            return; // nothing is left to lose
        }
    }
}
