package dev.sluice.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java program in a process of its own, whose outputs are pipes that nobody reads until somebody asks for what is in them. */
final class UnreadProcess implements AutoCloseable {
    private final Process process;

    UnreadProcess(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                // a shell that runs these tests in the background has them, and what they start, ignore signals
                "env",
                "--default-signal=INT,HUP,TERM",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-Dsluice.workers=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).start();
    }

    boolean alive() {
        return process.isAlive();
    }

    void terminate() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-TERM", Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** The exit code, if it ends within so many seconds without anybody having read what it wrote. */
    int exitCode(int seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + seconds + " s");
        }
        return process.exitValue();
    }

    /** What is in the pipe of standard error, once the process has ended. */
    List<String> errors() throws IOException {
        try (InputStream in = process.getErrorStream()) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
