package dev.sluice.real;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.SluiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * What a process holds, in bytes and files, and what it thinks that it holds for its clients. Its heap must all be there from the start, and
 * nothing be compiled: then whatever else grows is what was added.
 */
record Holding(double heap, double outside, double countedHeap, double countedOutside, double files) {
    /** For the virtual machine of the process. */
    static final String OPTIONS = "-Xms160m -Xmx160m -XX:+AlwaysPreTouch -XX:MarkSweepAlwaysCompactCount=1 -Xint"
            + " -Dsluice.max.heap=100000000 -Dsluice.max.native=400000000";

    private static final Pattern USED = Pattern.compile("sluice_budget_used\\{resource=\"(\\w+)\"} ([0-9.E]+)");
    private static final Pattern GENERATION = Pattern.compile("(?:DefNew|Tenured)\\s+total \\d+K, used (\\d+)K");

    /** Waits until nothing changes any more and so many files are open for clients, then collects all garbage and looks. */
    static Holding settled(SluiceProcess sluice, int files) {
        double[] last = {-1};
        Awaitility.await()
                .pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    String metrics = sluice.metrics();
                    double now = used(metrics, "heap") + used(metrics, "native");
                    boolean still = now == last[0];
                    last[0] = now;
                    return still && used(metrics, "descriptors") == files;
                });
        try {
            return now(sluice);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What was added since then, for each of so many. */
    Holding since(Holding before, int count) {
        return new Holding(
                (heap - before.heap) / count,
                (outside - before.outside) / count,
                (countedHeap - before.countedHeap) / count,
                (countedOutside - before.countedOutside) / count,
                (files - before.files) / count);
    }

    private static Holding now(SluiceProcess sluice) throws IOException {
        ChildProcess process = sluice.process();
        jcmd(process, "GC.run");
        jcmd(process, "GC.run"); // what only references held that the first one has cleared
        jcmd(process, "System.trim_native_heap");
        double heap = GENERATION
                .matcher(jcmd(process, "GC.heap_info"))
                .results()
                .mapToDouble(each -> Double.parseDouble(each.group(1)) * 1024)
                .sum();
        String metrics = sluice.metrics();
        return new Holding(
                heap,
                process.anonymous(),
                used(metrics, "heap"),
                used(metrics, "native"),
                used(metrics, "descriptors"));
    }

    private static String jcmd(ChildProcess process, String command) throws IOException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        return ChildProcess.run(
                Scratch.folder("prices/jcmd-" + process.pid()),
                Duration.ofSeconds(20),
                List.of(tool.toString(), Long.toString(process.pid()), command));
    }

    private static double used(String metrics, String resource) {
        Matcher each = USED.matcher(metrics);
        while (each.find()) {
            if (each.group(1).equals(resource)) {
                return Double.parseDouble(each.group(2));
            }
        }
        throw new AssertionError("no budget of " + resource + " in " + metrics);
    }
}
