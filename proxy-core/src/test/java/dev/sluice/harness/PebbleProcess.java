package dev.sluice.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pebble, the CA that is made for tests, with its DNS server: every name leads to 127.0.0.1 until it is told otherwise. What it signs is
 * forgotten when it ends.
 */
public final class PebbleProcess implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final int management;
    private final int dnsManagement;
    private final int dnsPort;
    private final Map<String, String> environment;
    private final List<String> command;
    private final ChildProcess dns;
    private ChildProcess pebble;

    private PebbleProcess(Path folder, Ports ports, Options options) throws IOException {
        this.folder = folder;
        this.port = ChildProcess.freePort();
        this.management = ChildProcess.freePort();
        this.dnsManagement = ChildProcess.freePort();
        this.dnsPort = ChildProcess.freePort();
        makeCertificates();
        Files.writeString(folder.resolve("pebble.json"), config(ports, options));
        dns = ChildProcess.start(
                folder.resolve("dns.log"),
                Map.of(),
                List.of(
                        RealParts.require("pebble-challtestsrv").toString(),
                        "-defaultIPv6",
                        "",
                        "-dns01",
                        "127.0.0.1:" + dnsPort,
                        "-http01",
                        "",
                        "-https01",
                        "",
                        "-tlsalpn01",
                        "",
                        "-management",
                        "127.0.0.1:" + dnsManagement));
        dns.awaitPort(dnsManagement);
        environment = new HashMap<>(
                Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_WFE_NONCEREJECT", "0", "PEBBLE_AUTHZREUSE", "0"));
        environment.putAll(options.environment());
        String resolver = options.dnsServer().isEmpty() ? "127.0.0.1:" + dnsPort : options.dnsServer();
        command = new ArrayList<>(List.of(
                options.generation().program(),
                "-config",
                folder.resolve("pebble.json").toString(),
                "-dnsserver",
                resolver,
                "-strict"));
        pebble = launch();
    }

    /** Where it looks for the answers to challenges. */
    public record Ports(int http, int tls) {
        /** Two that are free at this moment. */
        public static Ports free() throws IOException {
            return new Ports(ChildProcess.freePort(), ChildProcess.freePort());
        }
    }

    /**
     * How it is to behave.
     *
     * @param environment such as {@code PEBBLE_WFE_NONCEREJECT}
     * @param lifeSeconds how long its certificates are valid
     * @param externalAccount whether it wants the external account {@link #EAB}
     * @param dnsServer whom it asks; empty for its own
     * @param generation of pebble
     */
    public record Options(
            Map<String, String> environment,
            long lifeSeconds,
            boolean externalAccount,
            String dnsServer,
            Generation generation) {
        /** Fast and kind. */
        public static final Options USUAL = new Options(Map.of(), 90 * 86_400, false, "");

        /** The same of the newer generation. */
        public static final Options NEW = new Options(Map.of(), 90 * 86_400, false, "", Generation.NEW);

        /** Of the older generation. */
        public Options(Map<String, String> environment, long lifeSeconds, boolean externalAccount, String dnsServer) {
            this(environment, lifeSeconds, externalAccount, dnsServer, Generation.OLD);
        }
    }

    /** Which pebble. */
    public enum Generation {
        /** The one of Debian 12. */
        OLD,
        /** 2.10 or newer, with ARI, profiles and dns-persist-01: in the folder that {@code SLUICE_PEBBLE} names. */
        NEW;

        private String program() {
            return (this == OLD ? RealParts.require("pebble") : RealParts.require("SLUICE_PEBBLE", "pebble"))
                    .toString();
        }
    }

    /** The external account that it knows, as the configuration writes it. */
    public static final String EAB =
            "{key-id: kid-1, hmac-key: zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W}";

    /** Starts both. */
    public static PebbleProcess start(Path folder, Ports ports, Options options) throws IOException {
        Files.createDirectories(folder);
        return new PebbleProcess(folder, ports, options);
    }

    /** The URL of its directory. */
    public String directory() {
        return "https://localhost:" + port + "/dir";
    }

    Path folder() {
        return folder;
    }

    /** PEM file of whom to trust when speaking to it. */
    public Path trust() {
        return folder.resolve("ca.pem");
    }

    /** The lines of a configuration that use it, without further keys of {@code acme}. */
    public String acme(String... keys) {
        StringBuilder yaml = new StringBuilder("acme:\n  directory: " + directory() + "\n  ca: " + trust() + "\n");
        for (String key : keys) {
            yaml.append("  ").append(key).append('\n');
        }
        return yaml.toString();
    }

    /** PEM file of the root of what it signs now; it makes a new one whenever it starts. */
    public Path root() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + management + "/roots/0"))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(RawClient.trusting(trust())).build()) {
            Files.writeString(
                    folder.resolve("root.pem"),
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
        return folder.resolve("root.pem");
    }

    /**
     * Says how it is to advise on the renewal of a certificate from now on (the newer generation only).
     *
     * @param json such as {@code {"suggestedWindow": {"start": …, "end": …}}}
     */
    public void advise(X509Certificate certificate, String json) throws Exception {
        String pem = "-----BEGIN CERTIFICATE-----\\n" + Base64.getEncoder().encodeToString(certificate.getEncoded())
                + "\\n-----END CERTIFICATE-----\\n";
        String body = "{\"Certificate\": \"%s\", \"ARIResponse\": \"%s\"}".formatted(pem, json.replace("\"", "\\\""));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + management + "/set-renewal-info/"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(RawClient.trusting(trust())).build()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError("set-renewal-info: " + response.statusCode() + " " + response.body());
            }
        }
    }

    /** Tells its DNS server something, such as {@code set-servfail} with {@code {"host":"x."}}. */
    public void dns(String what, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dnsManagement + "/" + what))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new AssertionError(what + ": " + status);
            }
        }
    }

    /** {@code 127.0.0.1:port} of its DNS server. */
    public String dnsServer() {
        return "127.0.0.1:" + dnsPort;
    }

    /** The port of loopback on which its DNS server takes orders. */
    public int dnsManagement() {
        return dnsManagement;
    }

    /** What it has logged. */
    public String log() throws IOException {
        return pebble.output();
    }

    /** How often a line of its log has this text. */
    public long count(String text) throws IOException {
        return log().lines().filter(line -> line.contains(text)).count();
    }

    /** Ends the CA at once; its DNS server goes on. */
    public void kill() throws IOException {
        pebble.signalGroup("KILL");
        pebble.await(Duration.ofSeconds(10));
    }

    /** Stops it without a word, as a network that loses everything does. */
    public void freeze() throws IOException {
        pebble.signalGroup("STOP");
    }

    /** Lets it go on. */
    public void thaw() throws IOException {
        pebble.signalGroup("CONT");
    }

    /** Starts it again at its address; it knows nobody any more. */
    public void restart() throws IOException {
        pebble = launch();
    }

    @Override
    public void close() throws IOException {
        pebble.close();
        dns.close();
    }

    private ChildProcess launch() throws IOException {
        ChildProcess started = ChildProcess.start(folder.resolve("pebble.log"), environment, command);
        started.awaitPort(port);
        return started;
    }

    private String config(Ports ports, Options options) {
        return """
                {"pebble": {
                  "listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                  "certificate": "%s/pebble.pem", "privateKey": "%s/pebble.key",
                  "httpPort": %d, "tlsPort": %d, "ocspResponderURL": "", "certificateValidityPeriod": %d,
                  "profiles": {"default": {"description": "as usual", "validityPeriod": 7776000},
                               "shortlived": {"description": "six days", "validityPeriod": 518400}},
                  "externalAccountBindingRequired": %b,
                  "externalAccountMACKeys": {"kid-1": "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"}
                }}
                """.formatted(
                        port,
                        management,
                        folder,
                        folder,
                        ports.http(),
                        ports.tls(),
                        options.lifeSeconds(),
                        options.externalAccount());
    }

    private void makeCertificates() throws IOException {
        String openssl = RealParts.require("openssl").toString();
        Files.writeString(folder.resolve("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
        String key = "ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";
        run(openssl + " req -x509 -newkey " + key + " -subj /CN=ca -keyout ca.key -out ca.pem");
        run(openssl + " req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost"
                + " -keyout pebble.key -out pebble.csr");
        run(openssl + " x509 -req -in pebble.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2"
                + " -extfile names -out pebble.pem");
    }

    private void run(String command) throws IOException {
        List<String> words = new ArrayList<>(List.of(RealParts.require("env").toString(), "-C", folder.toString()));
        words.addAll(List.of(command.split(" ")));
        ChildProcess.run(folder, Duration.ofSeconds(20), words);
    }
}
