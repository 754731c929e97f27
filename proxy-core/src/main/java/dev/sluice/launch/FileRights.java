package dev.sluice.launch;

import dev.sluice.config.AcmeConfig;
import dev.sluice.config.Config;
import dev.sluice.config.Printable;
import dev.sluice.config.SiteConfig;
import dev.sluice.config.SiteTls;
import dev.sluice.config.TlsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who else than this process may read the keys of a configuration, or write what decides about it. What is found are warnings: it may be
 * meant, and a container or a file system may have rights of its own. Blocks.
 */
final class FileRights {
    private static final int OTHERS_WRITE = 0002;
    private static final int OTHERS_READ = 0004;
    private static final int GROUP_WRITES = 0020;
    private static final int ANYBODY_ELSE = 0077;
    private static final int ROOT = 0;

    /** What a container engine puts there is for all users of that container. */
    private static final Path ENGINES_SECRETS = Path.of("/run/secrets");

    private static final int MAX_LOOKED_AT = 2_000;
    private static final int MAX_NAMED = 5;
    private static final int DEPTH = 3;

    private final List<String> warnings = new ArrayList<>();

    private FileRights() {}

    /** A sentence for each thing that is wrong: what, and what to do. */
    static List<String> warnings(Config config) {
        FileRights rights = new FileRights();
        rights.deciding(config);
        Path data = DataFolder.of(config);
        Path storage = AutomaticCertificates.folder(config, data);
        rights.folder("the data folder", data);
        rights.folder("the folder of the local CA", data.resolve("ca"));
        rights.folder("the folder of certificates", storage);
        rights.folder("the folder of certificates", storage.resolve("certificates"));
        rights.folder("the folder of accounts", storage.resolve("accounts"));
        rights.ownKeys(data, storage);
        rights.configuredKeys(config);
        return List.copyOf(rights.warnings);
    }

    // ---- what decides

    private void deciding(Config config) {
        for (Path file : deciders(config)) {
            Rights rights = Rights.of(file);
            if (rights != null && rights.has(OTHERS_WRITE)) {
                warn(file
                        + " can be written by every user, and whoever writes it decides what Sluice does: run `chmod o-w "
                        + quoted(file) + "`");
            }
        }
        Path folder = config.file().toAbsolutePath().getParent();
        if (folder != null && isReplaceable(folder)) {
            warn("every user can put another file in the place of " + config.file() + ": run `chmod o-w "
                    + quoted(folder) + "`");
        }
    }

    private static boolean isReplaceable(Path folder) {
        Rights rights = Rights.of(folder);
        return rights != null && rights.has(OTHERS_WRITE) && !rights.sticky();
    }

    private static Set<Path> deciders(Config config) {
        Set<Path> files = new LinkedHashSet<>();
        files.add(config.file());
        files.addAll(RunningEdge.filesOf(config));
        Path ca = config.acme().ca();
        if (ca != null) {
            files.add(ca);
        }
        AcmeConfig.Dns dns = config.acme().dns();
        String program = dns == null ? null : dns.settings().get("command");
        if (program != null) {
            files.add(Path.of(program));
        }
        return files;
    }

    // ---- the folders of our own

    private void folder(String what, Path folder) {
        Rights rights = Rights.of(folder);
        if (rights == null) {
            return; // it will be made with mode 0700
        }
        int own = Rights.ownUser();
        if (rights.user() != ROOT && rights.user() != own) {
            warn(what + " " + folder + " belongs to the user " + rights.user()
                    + ", who can change its keys, and Sluice runs as " + own
                    + " here: run it as that user, or run `chown -R " + own + " " + quoted(folder) + "`");
        }
        if (rights.has(OTHERS_WRITE | GROUP_WRITES)) {
            String who = rights.has(OTHERS_WRITE) ? "every user" : "every user of its group";
            warn(what + " " + folder + " can be written by " + who
                    + ", who can so change keys and certificates: run `chmod 700 " + quoted(folder) + "`");
        }
    }

    private void ownKeys(Path data, Path storage) {
        List<Path> open = new ArrayList<>();
        Stream.of(data.resolve("ticket.keys"), data.resolve("sticky.key"), data.resolve("ca/root.key"))
                .filter(FileRights::isOpen)
                .forEach(open::add);
        for (String folder : List.of("certificates", "accounts")) {
            try (Stream<Path> all = Files.walk(storage.resolve(folder), DEPTH)) {
                all.limit(MAX_LOOKED_AT).filter(FileRights::isOpen).forEach(open::add);
            } catch (IOException | UncheckedIOException _) {
                // what cannot be read is said when it is needed
            }
        }
        if (!open.isEmpty()) {
            String some = String.join(
                    ", ", open.stream().limit(MAX_NAMED).map(FileRights::quoted).toList());
            String more = open.size() > MAX_NAMED ? ", and " + (open.size() - MAX_NAMED) + " more" : "";
            warn("other users can read keys: " + some + more + ". Run `chmod -R go= " + quoted(data)
                    + (storage.startsWith(data) ? "" : " " + quoted(storage))
                    + "`, and have them made anew if there are users that you do not trust");
        }
    }

    private static boolean isOpen(Path file) {
        Rights rights = Rights.of(file);
        return rights != null && rights.file() && rights.has(ANYBODY_ELSE);
    }

    // ---- the keys of others

    private void configuredKeys(Config config) {
        Set<Path> keys = new LinkedHashSet<>();
        config.tls().certificates().stream()
                .map(TlsConfig.CertificateFiles::key)
                .forEach(keys::add);
        for (SiteConfig site : config.sites()) {
            if (site.tls() instanceof SiteTls.Files files) {
                keys.add(files.key());
            }
        }
        for (Path key : keys) {
            Rights rights = Rights.of(key);
            if (rights != null && rights.has(OTHERS_READ) && !key.startsWith(ENGINES_SECRETS)) {
                warn("the key " + key + " can be read by every user: run `chmod o= " + quoted(key)
                        + "`, and replace it if there are users that you do not trust");
            }
        }
    }

    private void warn(String sentence) {
        warnings.add(Printable.line(sentence));
    }

    /** As a shell takes it. */
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[\\w/.@%+,:=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
