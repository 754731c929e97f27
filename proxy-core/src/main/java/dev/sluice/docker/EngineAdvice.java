package dev.sluice.docker;

import dev.sluice.base.json.Json;
import dev.sluice.base.json.JsonException;
import dev.sluice.base.json.Wanted;
import dev.sluice.config.DockerAddress;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What to do where an engine cannot be asked. */
final class EngineAdvice {
    private static final Wanted REASON = new Wanted.Members(Map.of("message", new Wanted.Plain(1024)));

    private EngineAdvice() {}

    /** What went wrong there. */
    static EngineTrouble of(DockerAddress address, IOException wrong) {
        String advice = address instanceof DockerAddress.Socket(Path path) ? ofSocket(path, wrong) : "";
        return new EngineTrouble("Docker at " + address + ": " + why(wrong), advice, wrong);
    }

    private static String why(IOException wrong) {
        return switch (wrong) {
            case EngineTrouble said -> said.fact();
            case JsonException e -> notJson(e).fact();
            case ClosedChannelException closed -> "the connection was closed";
            default -> wrong.getMessage() == null ? wrong.toString() : wrong.getMessage();
        };
    }

    static EngineTrouble notJson(JsonException wrong) {
        return new EngineTrouble("its answer " + wrong.getMessage());
    }

    private static String ofSocket(Path path, IOException wrong) {
        String message = String.valueOf(wrong.getMessage());
        if (!Files.exists(path)) {
            return "In a container, mount it (volumes: [\"/var/run/docker.sock:" + path
                    + ":ro\"]), or name a proxy to it" + " with `docker: http://HOST:2375`";
        }
        if (message.contains("Permission denied")) {
            return "It belongs to the group " + group(path) + ": give that to Sluice (group_add: [\"" + group(path)
                    + "\"]), or name a proxy to it with `docker: http://HOST:2375`";
        }
        return "";
    }

    private static String group(Path path) {
        try {
            return Files.getAttribute(path, "unix:gid").toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "that `ls -n " + path + "` shows";
        }
    }

    /** An answer that is not 200. */
    static EngineTrouble refused(String path, Answer answer) throws IOException {
        int query = path.indexOf('?');
        String sentence = "it answers " + answer.status() + " to GET " + (query < 0 ? path : path.substring(0, query));
        return new EngineTrouble(
                switch (answer.status()) {
                    case 401, 403, 405 ->
                        sentence + ": a proxy must let GET pass for /version, /events and /containers/json";
                    default -> sentence + reason(answer);
                });
    }

    private static String reason(Answer answer) throws IOException {
        try {
            String message = Json.read(answer.body(), REASON).get("message").text();
            return message.isEmpty() ? "" : " (" + message + ")";
        } catch (EngineTrouble | JsonException noJson) {
            return "";
        }
    }
}
