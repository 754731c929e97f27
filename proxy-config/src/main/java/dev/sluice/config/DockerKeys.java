package dev.sluice.config;

import java.nio.file.Path;
import java.util.Optional;

/** Whether, and where, an engine is asked for containers. */
final class DockerKeys {

    private static final DockerAddress STANDARD = new DockerAddress.Socket(Path.of("/var/run/docker.sock"));
    private static final int STANDARD_PORT = 2375;

    /** Empty stands for off. */
    static final Scalar<Optional<DockerAddress>> SHAPE = new Scalar<>(
            "'on', 'off' or the address of an engine, such as unix:///var/run/docker.sock or http://docker-proxy:2375,",
            DockerKeys::parse,
            Json.type("string", "boolean"));

    private DockerKeys() {}

    private static Optional<DockerAddress> parse(String text) throws Mistake {
        if (Scalars.isOff(text)) {
            return Optional.empty();
        }
        return Optional.of(Scalars.isOn(text) ? STANDARD : address(text));
    }

    private static DockerAddress address(String text) throws Mistake {
        if (text.startsWith("unix:")) {
            String path = text.startsWith("unix://") ? text.substring(7) : text.substring(5);
            Path socket = TargetText.parse("unix:" + path).socket();
            return new DockerAddress.Socket(socket == null ? Path.of(path) : socket);
        }
        if (text.startsWith("tcp://") || text.startsWith("http://")) {
            return tcp(text.substring(text.indexOf("://") + 3));
        }
        if (text.startsWith("https://") || text.startsWith("ssh://")) {
            throw new Mistake(
                    "is not possible: an engine is asked in plain text, over its socket or by a proxy beside it;"
                            + " write http://host:port");
        }
        throw new Mistake("is neither 'on' nor 'off' nor an address such as unix:///var/run/docker.sock or"
                + " http://docker-proxy:2375");
    }

    private static DockerAddress tcp(String text) throws Mistake {
        String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (bare.contains("/") || bare.contains("@")) {
            throw new Mistake("has more than a host and a port, such as http://docker-proxy:2375");
        }
        boolean port = bare.lastIndexOf(':') > bare.lastIndexOf(']');
        TargetText target = TargetText.parse("http://" + (port ? bare : bare + ":" + STANDARD_PORT));
        return new DockerAddress.Tcp(target.host(), target.port());
    }
}
