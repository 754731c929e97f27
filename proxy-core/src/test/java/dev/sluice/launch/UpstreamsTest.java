package dev.sluice.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.listen.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class UpstreamsTest {
    @TempDir
    private Path data;

    @Test
    void theKeyOfStickyCookiesIsKeptAndOneThatCannotBeOursIsReplaced() throws Exception {
        Path key = data.resolve("sticky.key");
        Files.createSymbolicLink(key, Path.of("/dev/zero"));
        open();
        assertThat(key).isRegularFile().hasSize(16);
        assertThat(Files.isSymbolicLink(data.resolve("sticky.key.damaged"))).isTrue();
        byte[] kept = Files.readAllBytes(key);
        open();
        assertThat(key).hasBinaryContent(kept);
        Files.write(key, new byte[17]);
        open();
        assertThat(key).hasSize(16);
    }

    private void open() throws Exception {
        Transport transport = new Transport(1, false);
        try {
            Upstreams.open(data, transport).close();
        } finally {
            transport.close();
        }
    }
}
