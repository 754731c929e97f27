package dev.sluice.config;

import java.nio.file.Path;
import java.util.List;

/** What a route does with a request. */
public sealed interface Action {

    /** Forwards to one of the targets' endpoints; at least one target, none only while no container of a discovered route runs. */
    record Forward(List<Target> targets) implements Action {
        /** Copies the list. */
        public Forward {
            targets = List.copyOf(targets);
        }
    }

    /**
     * Answers with a redirect.
     *
     * @param url an absolute URL or a path; {@code {host}} stands for the request's host (without a port),
     *     {@code {uri}} for its path with query
     * @param status 301, 302, 303, 307 or 308
     */
    record Redirect(String url, int status) implements Action {}

    /** Answers by itself with a status of 200 to 599 and a plain text body, which may be empty. */
    record Respond(int status, String body) implements Action {}

    /** Serves the files below a folder; {@code spa} answers unknown paths with its index page. */
    record Files(Path root, boolean spa) implements Action {}
}
