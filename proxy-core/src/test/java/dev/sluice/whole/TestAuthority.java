package dev.sluice.whole;

import dev.sluice.harness.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** A certificate authority of a test's own, made by openssl; it knows nothing of the proxy's code. */
final class TestAuthority {
    private static final String CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n";
    private static final String LEAF = "basicConstraints=critical,CA:FALSE\nsubjectAltName=";
    private final Path folder;

    /** PEM files. */
    record Pair(Path cert, Path key) {}

    private TestAuthority(Path folder) {
        this.folder = folder;
    }

    /** Makes one in a folder that is made too. */
    static TestAuthority make(Path folder) throws IOException {
        Files.createDirectories(folder);
        TestAuthority authority = new TestAuthority(folder);
        authority.openssl("root", CA, List.of());
        return authority;
    }

    /** Its own certificate. */
    Path root() {
        return folder.resolve("root.pem");
    }

    /** Issues a certificate, such as for {@code DNS:app.test}, into files of this name. */
    Pair issue(String file, String names) throws IOException {
        return openssl(
                file,
                LEAF + names + "\n",
                List.of(
                        "-CA",
                        root().toString(),
                        "-CAkey",
                        folder.resolve("root.key").toString()));
    }

    /** The same for a client, until a moment that is told to the second, which {@code openssl req} has no option for. */
    Pair issueUntil(String file, Instant end) throws IOException {
        Pair pair = issue(file, "DNS:client");
        Path request = folder.resolve(file + ".csr");
        Path database = folder.resolve(file + ".db");
        Path config = folder.resolve(file + ".ca.cnf");
        Files.writeString(database, "");
        Files.writeString(
                config,
                "[ca]\ndefault_ca=own\n[own]\ndatabase=" + database + "\npolicy=any\nrand_serial=yes\n[any]\n"
                        + "commonName=supplied\n");
        run(List.of(
                "openssl",
                "req",
                "-new",
                "-key",
                pair.key().toString(),
                "-subj",
                "/CN=" + file,
                "-out",
                request.toString()));
        run(List.of(
                "openssl",
                "ca",
                "-batch",
                "-notext",
                "-config",
                config.toString(),
                "-in",
                request.toString(),
                "-out",
                pair.cert().toString(),
                "-cert",
                root().toString(),
                "-keyfile",
                folder.resolve("root.key").toString(),
                "-outdir",
                folder.toString(),
                "-md",
                "sha256",
                "-startdate",
                moment(end.minusSeconds(3_600)),
                "-enddate",
                moment(end)));
        return pair;
    }

    private static String moment(Instant at) {
        return DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(at);
    }

    private void run(List<String> command) throws IOException {
        ChildProcess.run(folder, Duration.ofSeconds(20), command);
    }

    private Pair openssl(String file, String extensions, List<String> more) throws IOException {
        Pair pair = new Pair(folder.resolve(file + ".pem"), folder.resolve(file + ".key"));
        Path config = folder.resolve(file + ".cnf");
        Files.writeString(config, "[req]\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\n[ext]\n" + extensions);
        List<String> command = new java.util.ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "30"));
        command.addAll(List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=" + file));
        command.addAll(
                List.of("-config", config.toString(), "-keyout", pair.key().toString()));
        command.addAll(List.of("-out", pair.cert().toString()));
        command.addAll(more);
        run(command);
        return pair;
    }
}
