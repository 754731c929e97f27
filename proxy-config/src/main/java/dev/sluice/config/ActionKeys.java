package dev.sluice.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a route can do besides forwarding. */
final class ActionKeys {

    private static final Scalar<String> URL_TEXT =
            new Scalar<>("a URL or a path", ActionKeys::checkUrl, Json.type("string"));

    static final Key<String> URL =
            Key.of("url", URL_TEXT, "", "Where to: a URL or a path; {host} and {uri} stand for the request's own.");
    static final Key<Integer> REDIRECT_STATUS =
            Key.of("status", Scalars.choice(statuses()), "308", "301, 302, 303, 307 or 308.");
    static final Keys REDIRECT = new Keys("redirect", URL, REDIRECT_STATUS);

    static final Key<Integer> STATUS = Key.of("status", Scalars.number(200, 599), "200", "The status of the answer.");
    static final Key<String> BODY = Key.of("body", Scalars.LINES, "empty", "The plain text of the answer.");
    static final Keys RESPOND = new Keys("respond", STATUS, BODY);

    static final Key<Path> ROOT = Key.of("root", FileNames.FOLDER, "", "The folder to serve.");
    static final Key<Boolean> SPA =
            Key.of("spa", Scalars.SWITCH, "off", "Whether unknown paths are answered with the index page.");
    static final Keys FILES = new Keys("files", ROOT, SPA);

    static final Shape<Action> REDIRECT_SHAPE = new Forms<>(
            "a URL, or {url: URL, status: 302},",
            URL_TEXT.then((url, node, in) -> new Action.Redirect(url, 308)),
            null,
            REDIRECT.then(ActionKeys::redirect));
    static final Shape<Action> RESPOND_SHAPE = new Forms<>(
            "a status, or {status: 404, body: text},",
            Scalars.number(200, 599).then((status, node, in) -> new Action.Respond(status, "")),
            null,
            RESPOND.then((values, node, in) -> new Action.Respond(values.get(STATUS, 200), values.get(BODY, ""))));
    static final Shape<Action> FILES_SHAPE = new Forms<>(
            "a folder, or {root: FOLDER, spa: true},",
            FileNames.FOLDER.then((root, node, in) -> new Action.Files(root, false)),
            null,
            FILES.then(ActionKeys::files));

    private ActionKeys() {}

    private static Map<String, Integer> statuses() {
        Map<String, Integer> statuses = new LinkedHashMap<>();
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            statuses.put(Integer.toString(status), status);
        }
        return statuses;
    }

    private static @Nullable Action redirect(Values values, Node node, Reading in) {
        String url = values.get(URL);
        if (!values.has(URL)) {
            in.error(node, "this redirect has no 'url'");
        }
        return url == null ? null : new Action.Redirect(url, values.get(REDIRECT_STATUS, 308));
    }

    private static @Nullable Action files(Values values, Node node, Reading in) {
        Path root = values.get(ROOT);
        if (!values.has(ROOT)) {
            in.error(node, "'files' needs the folder to serve as 'root'");
        }
        return root == null ? null : new Action.Files(root, values.get(SPA, false));
    }

    static String checkUrl(String text) throws Mistake {
        if (Chars.any(text, c -> c <= ' ' || c > 126 || c == '\\')) {
            throw new Mistake("is not a URL; it has a space or another character that must be percent-encoded");
        }
        String bare = text.replace("{host}", "h").replace("{uri}", "/");
        if (bare.indexOf('{') >= 0 || bare.indexOf('}') >= 0) {
            throw new Mistake("has an unknown placeholder; possible are {host} and {uri}");
        }
        if (bare.startsWith("//") && !text.startsWith("{uri}")) {
            throw new Mistake("starts with '//'; write the scheme, such as https://www.example.com");
        }
        if (!bare.startsWith("/") && !bare.matches("https?://[^/].*")) {
            throw new Mistake("is neither a URL such as https://www.example.com{uri} nor a path such as /new");
        }
        return text;
    }
}
