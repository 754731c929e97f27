package dev.sluice.launch;

import dev.sluice.acme.CertificateImport;
import dev.sluice.config.Loaded;
import dev.sluice.config.Printable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sluice certs import DIR}: takes over certbot's certificates, so that no name needs a new order. */
@Command(
        name = "import",
        description = "Takes over the certificates of certbot, so that no name needs a new order.",
        mixinStandardHelpOptions = true)
final class CertsImportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "DIR", description = "Such as /etc/letsencrypt/live.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private Path live;

    CertsImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Loaded.Good good = config.load(terminal);
        if (good == null) {
            return Exit.BAD_CONFIGURATION;
        }
        Path storage = AutomaticCertificates.folder(good.config(), DataFolder.of(good.config()));
        try {
            CertificateImport.Result result = CertificateImport.run(live, storage);
            result.taken().forEach(names -> terminal.out().println("taken over: " + Printable.line(names)));
            result.refused().forEach(sentence -> terminal.err().println("left out: " + Printable.line(sentence)));
            if (result.taken().isEmpty()) {
                terminal.err()
                        .println("nothing to take over in " + live
                                + ": expected folders with fullchain.pem and privkey.pem");
                return Exit.FAILED;
            }
            terminal.out().println("They are in " + storage + "; a running Sluice uses them after `sluice reload`.");
            return result.refused().isEmpty() ? Exit.GOOD : Exit.FAILED;
        } catch (IOException e) {
            String why =
                    e instanceof NoSuchFileException missing ? missing.getFile() + " does not exist" : e.getMessage();
            terminal.err().println("cannot import " + live + " into " + storage + ": " + why);
            return Exit.FAILED;
        }
    }
}
