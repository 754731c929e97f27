package dev.sluice.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Config;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Environment;
import dev.sluice.config.Loaded;
import dev.sluice.harness.LogWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that others may read or write are warned of, with what to do. */
@SuppressWarnings("NullAway.Init") // set before each test
final class FileRightsTest {
    @TempDir
    private Path folder;

    private Path data;
    private Path storage;

    @BeforeEach
    void makeFolders() throws IOException {
        data = folder("data", "rwx------");
        storage = folder("storage", "rwx------");
    }

    @Test
    void whatSluiceItselfHasMadeIsInOrder() throws Exception {
        Config config = config("");
        Sluice.start(config).close();
        assertThat(data.resolve("ca/root.key")).exists();
        assertThat(data.resolve("ticket.keys")).exists();
        assertThat(data.resolve("sticky.key")).exists();
        assertThat(FileRights.warnings(config)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"rwxrwx---, every user of its group", "rwxrwxrwx, every user,", "rwx-w-r--, every user of its group"})
    void aFolderThatOthersMayWriteTo(String mode, String who) throws Exception {
        set(data, mode);
        set(storage, mode);
        assertThat(FileRights.warnings(config("acme: {storage: " + storage + "}\n")))
                .containsExactly(
                        "the data folder " + data + " can be written by " + who
                                + ", who can so change keys and certificates: run `chmod 700 " + data + "`",
                        "the folder of certificates " + storage + " can be written by " + who
                                + ", who can so change keys and certificates: run `chmod 700 " + storage + "`");
    }

    @ParameterizedTest
    @CsvSource({"rwx------", "rwxr-x---", "rwxr-xr-x", "r-x------"})
    void aFolderThatOthersMayOnlyLookAtIsFine(String mode) throws Exception {
        set(data, mode);
        assertThat(FileRights.warnings(config(""))).isEmpty();
    }

    @Test
    void foldersBelowCount() throws Exception {
        Path authority = folder("data/ca", "rwxrwxrwx");
        Path certificates = folder("data/acme/certificates", "rwxrwxrwx");
        assertThat(FileRights.warnings(config("")))
                .hasSize(2)
                .anySatisfy(warning -> assertThat(warning).contains("chmod 700 " + authority))
                .anySatisfy(warning -> assertThat(warning).contains("chmod 700 " + certificates));
    }

    @Test
    void keysThatOthersMayRead() throws Exception {
        folder("data/ca", "rwx------");
        folder("storage/certificates", "rwx------");
        folder("storage/accounts/ca-1", "rwx------");
        for (String key : List.of("data/ticket.keys", "data/ca/root.key", "storage/certificates/a.pem")) {
            write(key, "rw-r--r--");
        }
        write("storage/accounts/ca-1/account.key", "rw-r-----");
        write("data/sticky.key", "rw-------");
        write("data/ca/root.pem", "rw-r--r--");
        assertThat(FileRights.warnings(config("acme: {storage: " + storage + "}\n")))
                .singleElement()
                .asString()
                .startsWith("other users can read keys: ")
                .contains(data + "/ticket.keys", data + "/ca/root.key", storage + "/certificates/a.pem", "account.key")
                .doesNotContain("sticky.key", "root.pem")
                .contains("Run `chmod -R go= " + data + " " + storage + "`");
    }

    @Test
    void keysOfTheConfigurationThatEveryUserMayRead() throws Exception {
        Path open = write("open.key", "rw-r--r--");
        Path group = write("it's group.key", "rw-r-----");
        Config config = config(
                "tls: {certificates: [{cert: " + open + ", key: " + open + "}]}\n",
                "tls: {cert: \"" + group + "\", key: \"" + group + "\"}");
        assertThat(FileRights.warnings(config))
                .containsExactly("the key " + open + " can be read by every user: run `chmod o= " + open
                        + "`, and replace it if there are users that you do not trust");
        set(group, "rw-r--r--");
        assertThat(FileRights.warnings(config))
                .hasSize(2)
                .last()
                .asString()
                .contains("run `chmod o= '" + folder + "/it'\\''s group.key'`");
    }

    @Test
    void whatDecidesAndEveryUserMayWrite() throws Exception {
        Path ca = write("ca.pem", "rw-rw-rw-");
        Path hook = write("hook", "rwxrwxrwx");
        Config config =
                config("acme: {ca: " + ca + ", challenges: [dns-01], dns: {provider: exec, command: " + hook + "}}\n");
        set(config.file(), "rw-rw-rw-");
        assertThat(FileRights.warnings(config))
                .hasSize(3)
                .allSatisfy(
                        warning -> assertThat(warning)
                                .contains(
                                        "can be written by every user, and whoever writes it decides what Sluice does: run `chmod o-w "));
        set(config.file(), "rw-rw-r--");
        set(hook, "rwxr-xr-x");
        set(ca, "rw-r--r--");
        assertThat(FileRights.warnings(config)).isEmpty();
    }

    @Test
    void aFolderInWhichTheFileCanBeReplaced() throws Exception {
        set(folder, "rwxrwxrwx");
        Config config = config("");
        assertThat(FileRights.warnings(config))
                .containsExactly("every user can put another file in the place of " + config.file()
                        + ": run `chmod o-w " + folder + "`");
        Files.setAttribute(folder, "unix:mode", 01777);
        assertThat(FileRights.warnings(config)).isEmpty();
    }

    @Test
    void aFolderOfAnotherUser() throws Exception {
        // nobody but root may give files away, and the folder of another user that is there anyway is no place for a
        // test
        int own = Rights.ownUser();
        if (own == 0) {
            Files.setAttribute(data, "unix:uid", 1234);
            assertThat(FileRights.warnings(config("")))
                    .containsExactly(
                            "the data folder " + data + " belongs to the user 1234, who can change its keys, and Sluice"
                                    + " runs as 0 here: run it as that user, or run `chown -R 0 " + data + "`");
            Files.setAttribute(data, "unix:uid", 0);
        }
    }

    @Test
    void theStartAndCheckSayIt() throws Exception {
        set(data, "rwxrwxrwx");
        Config config = config("");
        String sentence = "run `chmod 700 " + data + "`";
        try (LogWatch log = new LogWatch()) {
            Sluice.start(config).close();
            assertThat(log.warnings()).anySatisfy(warning -> assertThat(warning).contains(sentence));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                new String[] {"check", "-c", config.file().toString()},
                new Terminal(new PrintStream(out, true), new PrintStream(err, true), Environment.of(Map.of())));
        assertThat(code).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("warning: the data folder ")
                .contains(sentence);
        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith(" is good: 1 site, 1 route, 1 warning\n");
    }

    private Path folder(String name, String mode) throws IOException {
        return set(Files.createDirectories(folder.resolve(name)), mode);
    }

    private Path write(String name, String mode) throws IOException {
        return set(Files.writeString(folder.resolve(name), "x"), mode);
    }

    private static Path set(Path path, String mode) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private Config config(String keys, String... ofSite) throws IOException {
        Path file = folder.resolve("sluice.yaml");
        Files.writeString(
                file,
                "listen: {http: '127.0.0.1:0', https: '127.0.0.1:0', admin: off}\ndata: " + data + "\n" + keys
                        + (keys.contains("acme:") ? "" : "acme: off\n") + "sites: {a.test: {respond: 200"
                        + (ofSite.length == 0 ? "" : ", " + String.join(", ", ofSite)) + "}}\n");
        set(file, "rw-r--r--");
        Loaded loaded = ConfigLoader.load(file, Environment.of(Map.of()));
        assertThat(loaded).isInstanceOf(Loaded.Good.class);
        return ((Loaded.Good) loaded).config();
    }
}
