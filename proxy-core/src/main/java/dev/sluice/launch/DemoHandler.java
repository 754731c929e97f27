package dev.sluice.launch;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Counts a request's body as it comes and answers at its end. One instance for each connection. */
final class DemoHandler extends SimpleChannelInboundHandler<HttpObject> {

    /** What is answered. */
    enum Kind {
        PAGE,
        ECHO,
        UPLOAD
    }

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Sluice</title>
            <style>body { font: 18px/1.5 sans-serif; max-width: 40em; margin: 3em auto; padding: 0 1em }</style>
            <h1>It works</h1>
            <p>This page came through Sluice, over HTTPS, from a backend that speaks plain HTTP.
            <ul>
              <li><a href="/echo/hello?x=1">/echo</a> shows the request as the backend sees it
              <li>/upload takes a body of any size: <input type="file" id="file"> <span id="size"></span>
              <li>/ws sends back what you write: <input id="text" placeholder="write, then Enter"> <span id="said"></span>
            </ul>
            <script>
              const at = id => document.getElementById(id)
              at('file').onchange = async () =>
                at('size').textContent = await (await fetch('/upload', {method: 'POST', body: at('file').files[0]})).text()
              const socket = new WebSocket(location.href.replace(/^http/, 'ws').replace(/\\/[^/]*$/, '/ws'))
              socket.onmessage = message => at('said').textContent = message.data
              socket.onclose = end => at('said').textContent = 'closed: ' + end.code
              at('text').onchange = () => socket.send(at('text').value)
            </script>
            </html>
            """;

    private final Kind kind;
    private @Nullable HttpRequest request;
    private long bytes;
    private long startedNanos;

    DemoHandler(Kind kind) {
        this.kind = kind;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part instanceof HttpRequest head) {
            request = head;
            bytes = 0;
            startedNanos = System.nanoTime();
        }
        if (part instanceof HttpContent body) {
            bytes += body.content().readableBytes();
        }
        HttpRequest whole = request;
        if (part instanceof LastHttpContent && whole != null) {
            answer(context, whole);
            request = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void answer(ChannelHandlerContext context, HttpRequest whole) {
        byte[] text = text(whole).getBytes(StandardCharsets.UTF_8);
        boolean bodiless = whole.method().equals(HttpMethod.HEAD);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.OK,
                bodiless ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(text));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, (kind == Kind.PAGE ? "text/html" : "text/plain") + "; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, text.length);
        boolean keep = HttpUtil.isKeepAlive(whole) && whole.decoderResult().isSuccess();
        HttpUtil.setKeepAlive(response, keep);
        context.writeAndFlush(response)
                .addListener(keep ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE);
    }

    private String text(HttpRequest whole) {
        return switch (kind) {
            case PAGE -> PAGE;
            case ECHO -> echo(whole);
            case UPLOAD -> uploaded();
        };
    }

    private String echo(HttpRequest whole) {
        StringBuilder out = new StringBuilder();
        out.append(whole.method()).append(' ').append(whole.uri()).append(' ').append(whole.protocolVersion()).append('\n');
        whole.headers()
                .forEach(header ->
                        out.append(header.getKey()).append(": ").append(header.getValue()).append('\n'));
        return out.append('\n').append(bytes).append(" bytes of body\n").toString();
    }

    private String uploaded() {
        double seconds = Math.max(1e-6, (System.nanoTime() - startedNanos) / 1e9);
        return String.format(Locale.ROOT, "%d bytes in %.3f s, %.1f MB/s%n", bytes, seconds, bytes / seconds / 1e6);
    }
}
