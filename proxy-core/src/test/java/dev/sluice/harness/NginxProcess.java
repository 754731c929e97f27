package dev.sluice.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** nginx as a backend on loopback; it may be killed and started again on the same port. */
public final class NginxProcess implements AutoCloseable {
    private final Path folder;
    private final int port;
    private ChildProcess process;

    private NginxProcess(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    /**
     * Starts nginx.
     *
     * @param folder empty; for its configuration and logs
     * @param server what stands in the {@code server} block beside {@code listen}
     */
    public static NginxProcess start(Path folder, String server) throws IOException {
        int port = ChildProcess.freePort();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 2048; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  keepalive_requests 1000000;
                  server {
                    listen 127.0.0.1:%2$d backlog=4096;
                    %3$s
                  }
                }
                """.formatted(folder, port, server));
        return new NginxProcess(folder, port);
    }

    /** {@code 127.0.0.1:port}. */
    public String target() {
        return "127.0.0.1:" + port;
    }

    /** Ends it at once (SIGKILL to master and workers). */
    public void kill() throws IOException {
        process.signalGroup("KILL");
        process.await(Duration.ofSeconds(10));
    }

    /** Ends it orderly: open requests are finished first (SIGQUIT). */
    public void quit() throws IOException {
        process.signal("QUIT");
        process.await(Duration.ofSeconds(10));
    }

    /** Makes it start new workers; the old ones finish what they have and go (SIGHUP). */
    public void reload() throws IOException {
        process.signal("HUP");
    }

    /** Starts it again on its port. */
    public void restart() throws IOException {
        process = launch();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }

    private ChildProcess launch() throws IOException {
        ChildProcess started = ChildProcess.start(
                folder.resolve("nginx.out"),
                Map.of(),
                List.of(
                        RealParts.require("nginx").toString(),
                        "-e",
                        folder.resolve("error.log").toString(),
                        "-p",
                        folder.toString(),
                        "-c",
                        folder.resolve("nginx.conf").toString()));
        started.awaitPort(port);
        return started;
    }
}
