package dev.sluice.upstream;

import dev.sluice.config.HealthConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one connection of one health check: says once what came of it. On the loop. */
final class HealthAnswer extends ChannelInboundHandlerAdapter {
    private static final int STATUS_LINE = 12;
    private static final String UNANSWERED = "the connection was closed without an answer";

    private final Endpoint endpoint;
    private final HealthConfig health;
    private final StringBuilder start = new StringBuilder();
    private final Http2Probe probe = new Http2Probe();
    private @Nullable Consumer<@Nullable String> outcome;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> timer;

    HealthAnswer(Endpoint endpoint, HealthConfig health, Consumer<@Nullable String> outcome) {
        this.endpoint = endpoint;
        this.health = health;
        this.outcome = outcome;
    }

    /** Takes the timer to stop when there is an answer. */
    void timer(Future<?> running) {
        timer = running;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        // not only once it is connected: time may be up before
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (endpoint.checkTls() == null) {
            connected(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            failed(UNANSWERED);
        } else if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                connected(ctx);
            } else {
                failed("the TLS handshake failed: " + handshake.cause().getMessage());
            }
        }
    }

    private void connected(ChannelHandlerContext ctx) {
        if (health instanceof HealthConfig.Http http) {
            if (endpoint.protocol() == BackendProtocol.HTTP_2) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(Http2Probe.request(http.path(), endpoint.hostField())));
                return;
            }
            String request = "GET " + http.path() + " HTTP/1.1\r\nHost: " + endpoint.hostField()
                    + "\r\nUser-Agent: sluice-health-check\r\nAccept: */*\r\nConnection: close\r\n\r\n";
            ByteBuf bytes = ctx.alloc().buffer(request.length());
            bytes.writeCharSequence(request, StandardCharsets.US_ASCII);
            ctx.writeAndFlush(bytes);
        } else {
            say(null);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (endpoint.protocol() == BackendProtocol.HTTP_2 && health instanceof HealthConfig.Http http) {
            int status = probe.status(bytes);
            bytes.release();
            if (status != Http2Probe.AWAITED) {
                say(judge(http, status));
            }
            return;
        }
        while (bytes.isReadable() && start.length() < STATUS_LINE) {
            start.append((char) (bytes.readByte() & 0xff));
        }
        ReferenceCountUtil.release(message);
        if (start.length() == STATUS_LINE && health instanceof HealthConfig.Http http) {
            say(judge(http));
        }
    }

    private @Nullable String judge(HealthConfig.Http http) {
        String line = start.toString();
        if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d")) {
            return "the answer to GET " + http.path() + " is not HTTP";
        }
        return judge(http, Integer.parseInt(line.substring(9)));
    }

    private static @Nullable String judge(HealthConfig.Http http, int status) {
        if (status == Http2Probe.NONE) {
            return "the answer to GET " + http.path() + " is not HTTP/2";
        }
        return status >= http.expectLow() && status <= http.expectHigh()
                ? null
                : "GET " + http.path() + " was answered with " + status;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        failed(UNANSWERED);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed(String.valueOf(cause.getMessage()));
    }

    /** Says that it went wrong, unless something was said before. */
    void failed(String problem) {
        say(problem);
    }

    private void say(@Nullable String problem) {
        Consumer<@Nullable String> once = outcome;
        if (once != null) {
            outcome = null;
            if (timer != null) {
                timer.cancel(false);
            }
            once.accept(problem);
        }
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }
}
