package dev.sluice.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.AcmeFront;
import dev.sluice.harness.AcmeFront.Answer;
import dev.sluice.harness.Edge;
import dev.sluice.harness.PebbleProcess;
import dev.sluice.harness.PebbleProcess.Options;
import dev.sluice.harness.PebbleProcess.Ports;
import dev.sluice.harness.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What pebble cannot do: a CA with limits, another clock, no word, nonsense. */
@Timeout(120)
class BentAnswersTest {

    @Test
    void aClockThreeHoursOffIsSaidAndIsNoObstacle() throws Exception {
        Path folder = Scratch.folder("bent-clock");
        Ports ports = Ports.free();
        String ahead = ZonedDateTime.now(ZoneOffset.UTC).plusHours(3).format(DateTimeFormatter.RFC_1123_DATE_TIME);
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL);
                AcmeFront front =
                        AcmeFront.start(pebble, request -> request.forward().with("Date", ahead));
                Edge edge = OrdersTest.start(ports, front.acme(), folder, "www.example.com")) {
            OrdersTest.awaitCertificate(edge, pebble.root(), "www.example.com");
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(edge.status()).containsPattern("clock of this machine is 3 h slow"));
        }
    }

    @Test
    void aRateLimitIsObeyedAndSaid() throws Exception {
        Path folder = Scratch.folder("bent-limit");
        Ports ports = Ports.free();
        AtomicInteger orders = new AtomicInteger();
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL);
                AcmeFront front = AcmeFront.start(pebble, request -> {
                    if (!request.path().contains("order-plz")) {
                        return request.forward();
                    }
                    orders.incrementAndGet();
                    return Answer.problem(429, "rateLimited", "too many certificates", "Retry-After: 36000")
                            .with("Replay-Nonce", "bm9uY2U");
                });
                Edge edge = OrdersTest.start(ports, front.acme(), folder, "www.example.com")) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(edge.status())
                            .contains("has reached a rate limit until ")
                            .contains("too many certificates"));
            assertThat(edge.metrics())
                    .contains("sluice_acme_next_attempt_timestamp_seconds{names=\"www.example.com\"}");
            assertThat(orders).hasValue(1);
            for (String accept : List.of("text/plain", "text/html", "application/json")) {
                try (RawClient client = edge.tlsClient("www.example.com")) {
                    assertThat(client.exchange(
                                            "GET / HTTP/1.1",
                                            "Host: www.example.com",
                                            "Accept: " + accept,
                                            "Expect: nonsense")
                                    .body())
                            .as(accept)
                            .contains("the certificate authority has reached a limit; it is asked again later")
                            .doesNotContain("too many certificates");
                }
            }
        }
    }

    @Test
    void aDirectoryThatHangsHoldsUpNothingButItself() throws Exception {
        Path folder = Scratch.folder("bent-hang");
        Ports ports = Ports.free();
        CountDownLatch end = new CountDownLatch(1);
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL);
                AcmeFront front = AcmeFront.start(pebble, request -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return request.forward();
                });
                Edge edge = OrdersTest.start(ports, front.acme(), folder, "www.example.com")) {
            assertThat(OrdersTest.served(edge, edge.root(), "www.example.com")).isTrue();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(edge.status()).contains("did not answer in time"));
            end.countDown();
            OrdersTest.awaitCertificate(edge, pebble.root(), "www.example.com");
        }
    }

    @Test
    void aCertificateThatTheCaWantsReplacedIsReplacedAtOnce() throws Exception {
        Path folder = Scratch.folder("bent-advice");
        Ports ports = Ports.free();
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger orders = new AtomicInteger();
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL);
                AcmeFront front = AcmeFront.start(pebble, request -> {
                    if (request.path().equals("/dir")) {
                        String directory = new String(request.forward().body(), StandardCharsets.UTF_8);
                        return new Answer(
                                200,
                                List.of("Content-Type: application/json"),
                                directory
                                        .replaceFirst(
                                                "\\{",
                                                "{\"renewalInfo\": \""
                                                        + request.front().directory() + "-ari\",")
                                        .getBytes(StandardCharsets.UTF_8));
                    }
                    orders.addAndGet(request.path().contains("order-plz") ? 1 : 0);
                    return request.path().startsWith("/dir-ari/")
                            ? advice(asked.incrementAndGet() == 1 ? -2 : 50)
                            : request.forward();
                });
                Edge edge = OrdersTest.start(ports, front.acme(), folder, "www.example.com")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(pebble.count("Issued certificate")).isEqualTo(2));
            Awaitility.await().untilAsserted(() -> assertThat(asked).hasValue(2));
            OrdersTest.awaitCertificate(edge, pebble.root(), "www.example.com");
            assertThat(orders).hasValue(2);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(edge.status())
                            .contains("\"renewal\":\""
                                    + ZonedDateTime.now(ZoneOffset.UTC)
                                            .plusDays(50)
                                            .toLocalDate()));
        }
    }

    private static Answer advice(int days) {
        ZonedDateTime start = ZonedDateTime.now(ZoneOffset.UTC).plusDays(days);
        String json = "{\"suggestedWindow\": {\"start\": \"%s\", \"end\": \"%s\"}}"
                .formatted(start.toInstant(), start.plusSeconds(1).toInstant());
        return new Answer(
                200,
                List.of("Content-Type: application/json", "Retry-After: 21600"),
                json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void afterAProofThatFailedTheStagingCaIsAskedFirst() throws Exception {
        List<String> orders = Collections.synchronizedList(new ArrayList<>());
        Path folder = Scratch.folder("bent-staging");
        Ports ports = Ports.free();
        Ports seen = new Ports(ports.http(), Ports.free().tls());
        try (PebbleProcess pebble = PebbleProcess.start(folder, seen, Options.USUAL);
                AcmeFront real = AcmeFront.start(pebble, request -> counted(request, "real", orders));
                AcmeFront staging = AcmeFront.start(pebble, request -> counted(request, "staging", orders))) {
            pebble.dns("set-servfail", "{\"host\": \"bad.example.com.\"}");
            System.setProperty("sluice.acme.staging", staging.directory());
            String acme = real.acme("challenges: [tls-alpn-01, http-01]");
            try (Edge edge = OrdersTest.start(ports, acme, folder, "www.example.com")) {
                OrdersTest.awaitCertificate(edge, pebble.root(), "www.example.com");
                assertThat(orders).containsExactly("real", "staging", "real");
            }
            orders.clear();
            try (Edge edge = OrdersTest.start(ports, acme, folder, "bad.example.com")) {
                Awaitility.await().until(() -> edge.status().contains("\"failures\":2"));
                assertThat(orders).containsExactly("real", "staging");
            }
        } finally {
            System.clearProperty("sluice.acme.staging");
        }
    }

    private static Answer counted(AcmeFront.Request request, String name, List<String> orders) throws IOException {
        if (request.path().contains("order-plz")) {
            orders.add(name);
        }
        return request.forward();
    }

    @Test
    void nonsenseIsSaidAndTriedAgainLater() throws Exception {
        Path folder = Scratch.folder("bent-nonsense");
        Ports ports = Ports.free();
        try (PebbleProcess pebble = PebbleProcess.start(folder, ports, Options.USUAL);
                AcmeFront front = AcmeFront.start(pebble, request -> {
                    Answer answer = request.forward();
                    return new Answer(answer.status(), answer.headers(), "<html>".getBytes(StandardCharsets.US_ASCII));
                });
                Edge edge = OrdersTest.start(ports, front.acme(), folder, "www.example.com")) {
            Awaitility.await().untilAsserted(() -> assertThat(edge.status()).contains("an answer that is not ACME"));
            assertThat(OrdersTest.served(edge, edge.root(), "www.example.com")).isTrue();
        }
    }
}
