package dev.sluice.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a process that really holds a port. */
final class PortHolderTest {
    private Process child;
    private int port;

    /** Listens on every address at a port that the system chooses, and prints it. */
    static final class Listening {
        public static void main(String[] arguments) throws Exception {
            try (ServerSocket socket = new ServerSocket(0)) {
                System.out.println(socket.getLocalPort());
                System.in.read();
            }
        }
    }

    @BeforeEach
    void startChild() throws IOException {
        child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Listening.class.getName(),
                        "secret-argument")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = child.inputReader(StandardCharsets.UTF_8);
        port = Integer.parseInt(lines.readLine());
    }

    @AfterEach
    void endChild() {
        child.destroyForcibly();
    }

    @Test
    void findsTheProcessThatListensOnEveryAddress() {
        Optional<PortHolder> holder = PortHolder.of(InetAddress.getLoopbackAddress(), port);

        assertThat(holder).containsInstanceOf(PortHolder.Known.class);
        PortHolder.Known process = (PortHolder.Known) holder.orElseThrow();
        assertThat(process.pid()).isEqualTo(child.pid());
        assertThat(process.name()).isEqualTo("java");
        assertThat(process.command()).contains("secret-argument");
    }

    @Test
    void theSentenceNamesItAndSaysWhatToDoButTellsNoArgumentsBeyondTheFirst() {
        String sentence =
                new TakenPort(new BindAdvice("0.0.0.0", port, "http")).sentences(InetAddress.getLoopbackAddress());

        assertThat(sentence)
                .startsWith("Port " + port + " is taken by java (pid " + child.pid())
                .contains("Stop it with `", "or choose another port with `listen: {http: ")
                .doesNotContain("secret-argument");
    }

    @Test
    void nobodyIsFoundOnAPortThatIsFree() throws IOException {
        int free;
        try (ServerSocket closed = new ServerSocket(0)) {
            free = closed.getLocalPort();
        }

        assertThat(PortHolder.of(InetAddress.getLoopbackAddress(), free)).isEmpty();
    }

    @Test
    void aProcessThatMayNotBeLookedAtIsSaidToBeHidden() {
        String sentence =
                new TakenPort(new BindAdvice("0.0.0.0", 80, "http")).sentences(Optional.of(new PortHolder.Hidden(33)));

        assertThat(sentence).contains("uid 33", "sudo ss -ltnp 'sport = :80'", "`listen: {http: 8080}`");
    }
}
