package dev.sluice.docker;

import dev.sluice.base.json.Json;
import dev.sluice.base.json.Wanted;
import dev.sluice.config.DockerAddress;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * A Docker engine, asked over its HTTP API by GET alone. Any thread; blocks.
 *
 * @param address where it answers
 * @param limit how long one request may take, to the end of its answer
 * @param version of the API that both sides speak, such as {@code 1.41}
 */
record Engine(DockerAddress address, Duration limit, ApiVersion version) {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Wanted VERSION = new Wanted.Plain(64);
    private static final Wanted VERSIONS =
            new Wanted.Members(Map.of("ApiVersion", VERSION, "MinAPIVersion", VERSION, "Version", VERSION));
    private static final String LABELLED = "{\"label\":[\"sluice.host\"]}";
    private static final String NEWS =
            "{\"type\":[\"container\",\"network\"],\"event\":[\"create\",\"rename\",\"start\",\"restart\",\"die\",\"destroy\","
                    + "\"pause\",\"unpause\",\"health_status\",\"connect\",\"disconnect\"]}";

    /** Asks the engine which versions it speaks, and agrees on one. */
    static Engine at(DockerAddress address) throws EngineTrouble {
        return at(address, LIMIT);
    }

    static Engine at(DockerAddress address, Duration limit) throws EngineTrouble {
        Json versions = versions(address, limit);
        try {
            return new Engine(
                    address,
                    limit,
                    ApiVersion.agreed(
                            versions.get("ApiVersion").text(),
                            versions.get("MinAPIVersion").text(),
                            versions.get("Version").text()));
        } catch (EngineTrouble e) {
            throw EngineAdvice.of(address, e);
        }
    }

    private static Json versions(DockerAddress address, Duration limit) throws EngineTrouble {
        try (Connection connection = Connection.open(address)) {
            return ask(connection, limit, "/version", answer -> {
                Json json = Json.read(answer.body(), VERSIONS);
                if (!json.isObject()) {
                    throw new EngineTrouble("what answers there is no Docker engine");
                }
                return json;
            });
        }
    }

    /** All containers with a label {@code sluice.host}, running or not. */
    Containers labelled() throws EngineTrouble {
        return list("?all=1&filters=" + encoded(LABELLED));
    }

    /** All containers that run. */
    Containers running() throws EngineTrouble {
        return list("");
    }

    /** The container with this id, or what it begins with; empty where there is none. */
    Json container(String id) throws EngineTrouble {
        return first("{\"id\":[\"" + id + "\"]}");
    }

    /** The container with this name; empty where there is none. */
    Json named(String name) throws EngineTrouble {
        return first("{\"name\":[\"^/" + name.replace(".", "[.]") + "$\"]}");
    }

    private Json first(String filters) throws EngineTrouble {
        return list("?all=1&filters=" + encoded(filters)).first();
    }

    private Containers list(String query) throws EngineTrouble {
        String path = "/v" + version + "/containers/json" + query;
        try (Connection connection = Connection.open(address)) {
            return ask(connection, limit, path, answer -> ContainerList.read(answer.body()));
        }
    }

    /** What happens from now on to containers and networks. */
    Events events() throws EngineTrouble {
        Connection connection = Connection.open(address);
        boolean good = false;
        try {
            Answer answer = ask(connection, limit, "/v" + version + "/events?filters=" + encoded(NEWS), whole -> whole);
            good = true;
            return new Events(address, connection, answer.body());
        } finally {
            if (!good) {
                connection.close();
            }
        }
    }

    private interface Reading<T> {
        T of(Answer answer) throws IOException;
    }

    /** Asks; what {@code reading} takes of the answer is within the limit of time too. */
    private static <T> T ask(Connection connection, Duration limit, String path, Reading<T> reading)
            throws EngineTrouble {
        TimeLimit time = new TimeLimit(limit, connection);
        try (time) {
            Answer answer = connection.get(path);
            if (answer.status() != 200) {
                throw EngineAdvice.refused(path, answer);
            }
            return reading.of(answer);
        } catch (IOException e) {
            throw EngineAdvice.of(
                    connection.address(),
                    time.expired()
                            ? new EngineTrouble("it did not answer within " + limit.toMillis() / 1000.0 + " s")
                            : e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
