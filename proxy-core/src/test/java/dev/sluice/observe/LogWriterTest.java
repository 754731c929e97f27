package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogWriterTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    /** An output that takes nothing until it is opened, as a pipe that nobody reads. */
    private static final class Pipe extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final CountDownLatch opened = new CountDownLatch(1);
        private final CountDownLatch reached = new CountDownLatch(1);

        @Override
        public void write(int octet) {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            reached.countDown();
            boolean interrupted = true;
            while (interrupted) {
                try {
                    opened.await();
                    interrupted = false;
                } catch (InterruptedException e) {
                    continue; // neither does a write to a pipe end
                }
            }
            synchronized (taken) {
                taken.write(bytes, from, length);
            }
        }

        List<String> lines() {
            synchronized (taken) {
                return taken.toString(StandardCharsets.UTF_8).lines().toList();
            }
        }
    }

    private final Pipe pipe = new Pipe();

    @Test
    void whoeverSaysSomethingDoesNotWaitForTheReader() throws Exception {
        LogWriter writer = start(pipe);
        add(writer, "first");
        pipe.reached.await();
        for (int i = 0; i < 1000; i++) {
            add(writer, "line " + i);
        }
        assertThat(writer.flush(Duration.ofMillis(200))).isFalse();
        assertThat(pipe.lines()).isEmpty();
        pipe.opened.countDown();
        assertThat(writer.flush(LONG)).isTrue();
        List<String> expected = new ArrayList<>(List.of("first"));
        IntStream.range(0, 1000).forEach(i -> expected.add("line " + i));
        assertThat(pipe.lines()).isEqualTo(expected);
        assertThat(writer.dropped()).isZero();
    }

    @Test
    void theLinesOfEachThreadStayInOrder() throws Exception {
        LogWriter writer = start(pipe);
        pipe.opened.countDown();
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(number -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 2000; i++) {
                        add(writer, number + " " + i);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(writer.flush(LONG)).isTrue();
        for (int number = 0; number < 4; number++) {
            String prefix = number + " ";
            assertThat(pipe.lines().stream().filter(line -> line.startsWith(prefix)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 2000).mapToObj(i -> prefix + i).toList());
        }
    }

    @Test
    void whatFindsNoRoomIsCountedAndSaidWhenTheReaderGoesOn() throws Exception {
        LogWriter writer = start(pipe);
        String long8k = "x".repeat(8 * 1024 - 1);
        for (int i = 0; i < 1000; i++) {
            add(writer, long8k);
        }
        assertThat(writer.dropped()).isEqualTo(1000 - 128);
        pipe.opened.countDown();
        assertThat(writer.flush(LONG)).isTrue();
        assertThat(pipe.lines()).hasSize(129);
        assertThat(pipe.lines().getLast()).isEqualTo("872 dropped");

        add(writer, "after");
        assertThat(writer.flush(LONG)).isTrue();
        assertThat(pipe.lines()).hasSize(130).endsWith("after");
    }

    @Test
    void anOutputThatIsBrokenLosesLinesAndNothingElse() {
        LogWriter writer = start(new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        add(writer, "one");
        add(writer, "two");
        assertThat(writer.flush(LONG)).isTrue();
        assertThat(writer.dropped()).isEqualTo(2);
    }

    @Test
    void whatIsPrintedIsHandedOnLineByLine() {
        List<String> lines = new ArrayList<>();
        try (PrintStream err = new PrintStream(
                new StandardError.Lines(bytes -> lines.add(new String(bytes, StandardCharsets.UTF_8))),
                false,
                StandardCharsets.UTF_8)) {
            err.println("a line");
            err.print("half ");
            err.printf("of %s%n", "anöther");
            new IllegalStateException("thrown").printStackTrace(err);
            err.print("y".repeat(20_000));
        }
        assertThat(lines).startsWith("a line\n", "half of anöther\n", "java.lang.IllegalStateException: thrown\n");
        assertThat(String.join("", lines)).endsWith("y".repeat(20_000));
        assertThat(lines).allMatch(line -> line.length() <= 8 * 1024);
    }

    private static LogWriter start(OutputStream out) {
        return LogWriter.start(out, count -> bytes(count + " dropped"));
    }

    private static void add(LogWriter writer, String line) {
        writer.add(bytes(line));
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
