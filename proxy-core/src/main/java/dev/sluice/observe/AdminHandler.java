package dev.sluice.observe;

import dev.sluice.observe.AdminPages.Answer;
import dev.sluice.observe.AdminPages.Request;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to the admin server: checks the request, has it answered on a virtual thread, and closes. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdminHandler.class);

    private final AdminPages pages;
    private final AdminConnections connections;
    private final AdminConnection connection;
    private final @Nullable String configured;
    private boolean asked;

    AdminHandler(
            AdminPages pages, AdminConnections connections, AdminConnection connection, @Nullable String configured) {
        this.pages = pages;
        this.connections = connections;
        this.connection = connection;
        this.configured = configured;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
        if (asked) {
            return;
        }
        asked = true;
        context.channel().config().setAutoRead(false);
        boolean withBody = !message.method().name().equals("HEAD");
        if (message.decoderResult().isFailure()) {
            send(context, Answer.text(400, "this is not a request that HTTP allows\n"), withBody);
        } else if (!hostAllowed(context, message)) {
            send(
                    context,
                    Answer.text(403, "this Host is not taken for the admin address: use its IP address or localhost\n"),
                    withBody);
        } else {
            Request request = request(message);
            connection.answering(); // a reload may take longer than a client may be silent
            Thread.ofVirtual().name("admin").start(() -> {
                Answer answer = answer(request);
                try {
                    context.executor().execute(() -> send(context, answer, withBody));
                } catch (RejectedExecutionException _) {
                    // the server has been closed meanwhile
                }
            });
        }
    }

    private boolean hostAllowed(ChannelHandlerContext context, FullHttpRequest message) {
        List<String> hosts = message.headers().getAll(HttpHeaderNames.HOST);
        boolean local = context.channel().localAddress() instanceof InetSocketAddress address
                && address.getAddress().isLoopbackAddress();
        return hosts.size() == 1 && HostRule.allows(hosts.getFirst(), configured, local);
    }

    private static Request request(FullHttpRequest message) {
        String uri = message.uri();
        int query = uri.indexOf('?');
        String accept = message.headers().get(HttpHeaderNames.ACCEPT, "");
        return new Request(
                message.method().name(),
                query < 0 ? uri : uri.substring(0, query),
                "1".equals(message.headers().get("X-Sluice")),
                accept.startsWith("text/plain"));
    }

    private Answer answer(Request request) {
        try {
            return pages.answer(request);
        } catch (RuntimeException e) {
            LOGGER.error("the admin page {} failed", request.path(), e);
            return Answer.text(500, "an error inside the proxy; its log says more\n");
        }
    }

    private void send(ChannelHandlerContext context, Answer answer, boolean withBody) {
        if (!context.channel().isActive()) {
            return; // it had to give way
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                withBody ? Unpooled.wrappedBuffer(body) : Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("X-Content-Type-Options", "nosniff");
        if (!answer.allow().isEmpty()) {
            response.headers().set(HttpHeaderNames.ALLOW, answer.allow());
        }
        ChannelFuture sent = context.writeAndFlush(response);
        if (!sent.isDone()) {
            connections.sending(connection); // what the socket has taken is no burden
        }
        sent.addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
