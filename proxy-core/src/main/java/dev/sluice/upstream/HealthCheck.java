package dev.sluice.upstream;

import dev.sluice.config.HealthConfig;
import dev.sluice.worker.Worker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one endpoint again and again whether it is well: by a TCP connection or a GET. On the worker's loop, but for start and stop. */
final class HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(HealthCheck.class);
    private static final long GLANCE_MILLIS = 250;

    private final Worker worker;
    private final Sockets sockets;
    private final Endpoint endpoint;
    private final HealthConfig health;
    private final long intervalMillis;
    private final int timeoutMillis;
    private final int rise;
    private final int fall;
    private volatile boolean stopped;
    private boolean down;
    private long dueNanos;
    private int successes;
    private int failures;

    HealthCheck(Worker worker, Sockets sockets, Endpoint endpoint, HealthConfig health) {
        this.worker = worker;
        this.sockets = sockets;
        this.endpoint = endpoint;
        this.health = health;
        switch (health) {
            case HealthConfig.Off off -> throw new IllegalArgumentException("no check is wanted");
            case HealthConfig.Tcp tcp -> {
                intervalMillis = millis(tcp.interval());
                timeoutMillis = (int) millis(tcp.timeout());
                rise = tcp.rise();
                fall = tcp.fall();
            }
            case HealthConfig.Http http -> {
                intervalMillis = millis(http.interval());
                timeoutMillis = (int) millis(http.timeout());
                rise = http.rise();
                fall = http.fall();
            }
        }
    }

    private static long millis(Duration duration) {
        return Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE);
    }

    HealthCheck start() {
        worker.loop().execute(() -> {
            inherit();
            ask();
        });
        return this;
    }

    /** Ends the checking; what it held for down is taken for healthy again, unless another check says otherwise. */
    void stop() {
        stopped = true;
        if (!worker.loop().isShuttingDown()) {
            worker.loop().execute(this::release);
        }
    }

    /** A check that takes another's place, as after a reload, does not bring the endpoint back unasked. */
    private void inherit() {
        EndpointState state = endpoint.state();
        if (!stopped && state.isCheckedDown()) {
            down = true;
            state.checkedDown(state.checkDetail());
        }
    }

    private void release() {
        if (down) {
            down = false;
            endpoint.state().checkedUp(worker.now());
        }
    }

    private void ask() {
        if (stopped || worker.loop().isShuttingDown()) {
            return;
        }
        HealthAnswer answer = new HealthAnswer(endpoint, health, this::answered);
        answer.timer(worker.loop()
                .schedule(
                        () -> answer.failed("no answer within " + timeoutMillis + " ms"),
                        timeoutMillis,
                        TimeUnit.MILLISECONDS));
        ChannelFuture connecting = sockets.connector(worker, endpoint.state().address())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SslContext context = endpoint.checkTls();
                        if (context != null) {
                            SslHandler tls =
                                    context.newHandler(channel.alloc(), endpoint.tlsName(), endpoint.tlsPort());
                            tls.setHandshakeTimeoutMillis(timeoutMillis);
                            channel.pipeline().addLast(tls);
                        }
                        channel.pipeline().addLast(answer);
                    }
                })
                .connect(endpoint.state().address());
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                answer.failed(ConnectFailure.words(done.cause()));
            }
        });
    }

    /** Takes an answer: null is well, else what is wrong. */
    private void answered(@Nullable String problem) {
        if (stopped) {
            return;
        }
        EndpointState state = endpoint.state();
        if (problem == null) {
            failures = 0;
            if (++successes >= rise && down) {
                release();
                LOG.info("{} is up again", state.label());
            }
        } else {
            successes = 0;
            if (down) {
                state.stillDown(problem);
            } else if (++failures >= fall) {
                down = true;
                state.checkedDown(problem);
                LOG.warn("{} is down: {}", state.label(), problem);
            }
        }
        if (worker.loop().isShuttingDown()) {
            return;
        }
        // a little early or late, so that checks of many endpoints do not march in step
        long jitter = worker.random((int) Math.max(1, intervalMillis / 5)) - intervalMillis / 10;
        dueNanos = worker.now() + TimeUnit.MILLISECONDS.toNanos(intervalMillis + jitter);
        waitForTurn();
    }

    /** Asks when it is time, or sooner where requests wait for an endpoint that is held for down. */
    private void waitForTurn() {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(dueNanos - worker.now());
        long pause = down ? Math.min(leftMillis, GLANCE_MILLIS) : leftMillis;
        worker.loop().schedule(this::askIfDue, Math.max(1, pause), TimeUnit.MILLISECONDS);
    }

    private void askIfDue() {
        if (stopped || worker.loop().isShuttingDown()) {
            return;
        }
        long now = worker.now();
        boolean wanted = down && endpoint.state().isWanted(now);
        if (wanted || dueNanos - now < TimeUnit.MILLISECONDS.toNanos(1)) {
            ask();
        } else {
            waitForTurn();
        }
    }
}
