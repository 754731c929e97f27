package dev.sluice.launch;

import dev.sluice.config.Config;
import dev.sluice.config.DockerAddress;
import dev.sluice.config.Labels;
import dev.sluice.config.Loaded;
import dev.sluice.docker.Discovery;
import dev.sluice.docker.EngineTrouble;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice explain}: what would become of a request, told from the file; no running edge is needed. */
@Command(
        name = "explain",
        description = "Tells what becomes of a request: which site and route and why, which endpoints, which headers.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "-X", paramLabel = "METHOD", description = "The method (default: GET).")
    private String method = "GET";

    @Option(names = "-H", paramLabel = "'NAME: VALUE'", description = "A header of the request; may be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(names = "--from", paramLabel = "ADDRESS", description = "The client's address (default: 127.0.0.1).")
    private String from = "127.0.0.1";

    @Parameters(paramLabel = "URL", description = "As a client would ask for it, such as https://www.example.com/path")
    private @Nullable String url;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Loaded.Good good = config.load(terminal);
        if (good == null) {
            return Exit.FAILED;
        }
        try {
            SampleRequest request = SampleRequest.of(String.valueOf(url), method, headers, from);
            Explanation explanation = Explanation.of(withLabels(good), request);
            terminal.out().println(explanation.text());
            return explanation.served() ? Exit.GOOD : Exit.FAILED;
        } catch (SampleRequest.Unusable e) {
            terminal.err().println(e.getMessage());
            return Exit.FAILED;
        }
    }

    /** With the containers of this moment, where the file asks for them and this process may. */
    private Config withLabels(Loaded.Good good) {
        DockerAddress docker = good.config().docker();
        if (docker == null) {
            return good.config();
        }
        try {
            Labels.Joined joined = good.labels().joinedBy(Discovery.once(docker));
            joined.complaints().forEach(terminal.err()::println);
            return joined.config();
        } catch (EngineTrouble e) {
            terminal.err().println(e.sentence() + ". What follows is told from the file alone.");
            return good.config();
        }
    }
}
