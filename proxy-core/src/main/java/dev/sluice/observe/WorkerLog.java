package dev.sluice.observe;

import dev.sluice.config.LogConfig;
import dev.sluice.exchange.ExchangeSummary;

/** One worker's side of the access log. On that worker's loop only. */
final class WorkerLog {
    private final AccessLog log;
    private final LineRing ring;
    private final LineWriter writer;
    private final Line line = new Line();
    private final TextLine text = new TextLine(line);
    private final JsonLine json = new JsonLine(line);

    WorkerLog(AccessLog log, LineRing ring, LineWriter writer) {
        this.log = log;
        this.ring = ring;
        this.writer = writer;
    }

    void ended(ExchangeSummary summary) {
        LogConfig config = log.config();
        if (!config.access()) {
            return;
        }
        line.clear();
        switch (config.format()) {
            case TEXT -> text.write(summary, System.currentTimeMillis());
            case JSON -> json.write(summary, System.currentTimeMillis());
        }
        if (ring.offer(line.bytes(), line.length())) {
            writer.wake();
        }
    }
}
