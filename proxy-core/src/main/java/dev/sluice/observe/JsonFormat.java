package dev.sluice.observe;

import dev.sluice.base.json.JsonWriter;

/** The program's log for machines: one JSON object in a line. */
final class JsonFormat implements LogFormat {
    @Override
    public String format(LogEntry entry) {
        JsonWriter json = JsonWriter.compact();
        json.object(() -> {
            json.key("time").string(Timestamp.of(entry.time()));
            json.key("level").string(entry.level().name());
            json.key("logger").string(entry.logger());
            json.key("message").string(TextFormat.shortened(entry.message()));
            Throwable thrown = entry.thrown();
            if (thrown != null) {
                json.key("exception").string(TextFormat.stack(thrown));
            }
        });
        return json + "\n";
    }
}
