package dev.sluice.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code openssl s_client} and its relatives. */
final class OpenSslClient {
    private OpenSslClient() {}

    /** Connects, sends a line, waits for one in answer, and gives back all that was printed. */
    static String talk(int port, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("s_client", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of(options));
        Process process = start(command);
        try {
            type(process, "hello\n");
            String output = readUntil(process.getInputStream(), "TlsFacts[");
            type(process, "Q\n");
            return output + new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void type(Process process, String text) {
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        } catch (IOException _) {
            // it has ended already: what it printed says why
        }
    }

    /** Runs a command to its end and gives back what it printed; fails where it fails. */
    static String run(String... arguments) throws IOException, InterruptedException {
        Process process = start(List.of(arguments));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("openssl " + String.join(" ", arguments) + " failed: " + output);
        }
        return output;
    }

    private static Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(arguments);
        command.addFirst("openssl");
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String readUntil(InputStream in, String mark) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8192];
        while (text.indexOf(mark) < 0) {
            int n = in.read(buffer);
            if (n < 0) {
                break;
            }
            text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
