package dev.sluice.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExecHookTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void theProgramGetsWhatToDoTheNameAndTheText() throws Exception {
        Path said = folder.resolve("said");
        hook("echo \"$@\" > " + said, LONG).add("_acme-challenge.example.com", "text");
        assertThat(Files.readString(said)).isEqualTo("add _acme-challenge.example.com text\n");
    }

    @Test
    void aProgramThatFailsIsShownWithTheBeginningOfItsOutput() throws Exception {
        assertThatThrownBy(() -> hook("echo out; echo err >&2; exit 3", LONG).add("n", "v"))
                .isInstanceOf(DnsFailure.class)
                .hasMessageEndingWith("ended with 3: out err");
    }

    @Test
    void aProgramThatWritesMuchMoreThanIsKeptRunsToItsEnd() throws Exception {
        Path done = folder.resolve("done");
        hook("head -c 20000000 /dev/zero; touch " + done, LONG).add("n", "v");
        assertThat(done).exists();
    }

    @Test
    void aProgramThatNeverEndsIsEndedAfterItsTime() throws Exception {
        assertThatThrownBy(() -> hook("yes", Duration.ofSeconds(1)).add("n", "v"))
                .isInstanceOf(DnsFailure.class)
                .hasMessageContaining("did not end within 1 s: y");
    }

    @Test
    void whatTheProgramLeavesBehindHoldsNobodyUp() throws Exception {
        Path left = folder.resolve("left");
        hook("sleep 600 & echo $! > " + left, LONG).add("n", "v");
        long pid = Long.parseLong(Files.readString(left).strip());
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void whatTheProgramLeavesBehindMayWriteForEver() {
        assertThatCode(() -> hook("yes & exit 0", LONG).add("n", "v")).doesNotThrowAnyException();
    }

    private ExecHook hook(String script, Duration patience) throws Exception {
        Path file = Files.createFile(
                folder.resolve("hook"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        return new ExecHook(Map.of("command", file.toString()), patience);
    }
}
