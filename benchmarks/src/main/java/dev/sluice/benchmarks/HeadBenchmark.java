package dev.sluice.benchmarks;

import dev.sluice.http.ClientFacts;
import dev.sluice.http.ForwardingHeaders;
import dev.sluice.http.ForwardingPrefix;
import dev.sluice.http.HopByHop;
import dev.sluice.http.RequestHead;
import dev.sluice.http.RequestTarget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A request's target brought into one form, and its fields rewritten for the backend. {@code laidOut} is the part of both that is not measured. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadBenchmark {
    private final SampleRequest plain = new SampleRequest("www.example.com", "/api/v1/items/42?page=3");
    private final SampleRequest escaped = new SampleRequest("www.example.com", "/caf%C3%A9/%7Euser/a%20b?page=3");
    private final RequestHead head = new RequestHead();
    private final RequestTarget target = new RequestTarget();
    private final ForwardingPrefix prefix =
            new ForwardingPrefix(new ClientFacts(InetAddress.getLoopbackAddress(), 40_000, false, 443, null));
    private final ByteBuf out = Unpooled.buffer(4096);

    /** The request laid out as the codec does. */
    @Benchmark
    public RequestHead laidOut() {
        plain.fill(head);
        return head;
    }

    /** A usual target. */
    @Benchmark
    public Object targetNormalised() {
        plain.fill(head);
        return target.parse(head, false) == null ? target.path() : head;
    }

    /** A target with escapes. */
    @Benchmark
    public Object targetWithEscapesNormalised() {
        escaped.fill(head);
        return target.parse(head, false) == null ? target.path() : head;
    }

    /** Hop-by-hop fields removed, forwarding fields put in, and all written out. */
    @Benchmark
    public ByteBuf fieldsRewritten() {
        plain.fill(head);
        target.parse(head, false);
        HopByHop.removeFrom(head.fields(), false);
        ForwardingHeaders.apply(head, target, prefix);
        out.clear();
        head.fields().writeTo(out);
        return out;
    }
}
