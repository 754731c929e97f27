package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.Config;
import dev.sluice.config.SiteTls;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateStoreTest {
    @TempDir
    Path folder;

    private Instant now = Instant.now();

    private CertificateStore open(Config config) throws IOException {
        TlsFiles files = TlsFiles.read(config);
        assertThat(files.errors()).isEmpty();
        return CertificateStore.open(folder.resolve("data"), files, () -> now);
    }

    @Test
    void configuredFilesWinOverEverythingElse() throws Exception {
        TestPair wild = TestPair.make(folder.resolve("wild"), "*.example.com", "extra.test");
        TestPair own = TestPair.make(folder.resolve("own"), "own.test");
        Config config = Configs.of(
                Configs.certificates(wild),
                Configs.site("a.example.com"),
                Configs.site(new SiteTls.SelfSigned(), null, "b.example.com"),
                Configs.site(Configs.files(own), null, "own.test"),
                Configs.site("c.test"));
        try (CertificateStore store = open(config)) {
            String file = "file " + wild.cert();
            assertThat(identity(store, "a.example.com")).isEqualTo(file);
            assertThat(identity(store, "b.example.com")).isEqualTo(file);
            assertThat(identity(store, "no-site.example.com")).isEqualTo(file);
            assertThat(identity(store, "extra.test")).isEqualTo(file);
            assertThat(identity(store, "own.test")).isEqualTo("file " + own.cert());
            assertThat(identity(store, "c.test")).isEqualTo("site c.test");
            assertThat(identity(store, "x.y.example.com")).isEqualTo("fallback");
            assertThat(identity(store, null)).isEqualTo("fallback");
        }
    }

    @Test
    void aConfiguredCertificateDoesNotOpenASiteThatWantsClientCertificates() throws Exception {
        TestPair exact = TestPair.make(folder.resolve("exact"), "x.example.com", "*.other.test");
        Config config = Configs.of(
                Configs.certificates(exact),
                Configs.site(new SiteTls.Auto(), exact.ca(), "*.example.com"),
                Configs.site("open.test"),
                Configs.site(new SiteTls.Auto(), exact.ca(), "*"));
        try (CertificateStore store = open(config)) {
            for (String name : new String[] {"x.example.com", "y.example.com", "z.other.test", "nobody.test"}) {
                assertThat(store.select(name).clientCertificate()).as(name).isTrue();
            }
            assertThat(store.select(null).clientCertificate()).isTrue();
            assertThat(store.select("open.test").clientCertificate()).isFalse();
            assertThat(store.serves(store.select("open.test"), "x.example.com")).isFalse();
            assertThat(store.serves(store.select("x.example.com"), "z.other.test"))
                    .isTrue();
        }
    }

    @Test
    void tellsWhichHostsAConnectionMayAskFor() throws Exception {
        TestPair wild = TestPair.make(folder.resolve("wild"), "*.example.com");
        Config config = Configs.of(
                Configs.certificates(wild),
                Configs.site("a.example.com"),
                Configs.site("b.example.com"),
                Configs.site(new SiteTls.Auto(), wild.ca(), "closed.example.com"),
                Configs.site("c.test", "d.test"),
                Configs.site("::1"));
        try (CertificateStore store = open(config)) {
            ServerTls a = store.select("a.example.com");
            assertThat(store.serves(a, "b.example.com")).isTrue();
            assertThat(store.serves(a, "closed.example.com")).isFalse();
            assertThat(store.serves(a, "c.test")).isFalse();
            assertThat(store.serves(a, "unknown.test")).isFalse();
            assertThat(store.serves(store.select("c.test"), "d.test")).isTrue();
            assertThat(store.serves(store.select("closed.example.com"), "a.example.com"))
                    .isTrue();
            assertThat(store.serves(store.select(null), "a.example.com")).isFalse();
            assertThat(store.serves(store.select(null), "unknown.test")).isTrue();
            assertThat(store.serves(store.select("0:0:0:0:0:0:0:1"), "::1")).isTrue();
        }
    }

    @Test
    void aSiteWithoutTlsIsNotAnsweredInTheNameOfItsNeighbour() throws Exception {
        Config config =
                Configs.of(Configs.site("*.example.com"), Configs.site(new SiteTls.Off(), null, "plain.example.com"));
        try (CertificateStore store = open(config)) {
            assertThat(identity(store, "plain.example.com")).isEqualTo("fallback");
            assertThat(identity(store, "other.example.com")).isEqualTo("site *.example.com");
        }
    }

    @Test
    void theDefaultSitesOwnFilesAnswerWhereNoNameFits() throws Exception {
        TestPair own = TestPair.make(folder.resolve("own"), "own.test");
        try (CertificateStore store = open(Configs.of(Configs.site(Configs.files(own), null, "*")))) {
            assertThat(identity(store, "anything.test")).isEqualTo("file " + own.cert());
            assertThat(identity(store, null)).isEqualTo("file " + own.cert());
        }
    }

    @Test
    void replacedFilesAreUsedAndOpenConnectionsGoOn() throws Exception {
        TestPair pair = TestPair.make(folder.resolve("pair"), "a.test");
        TlsFiles files = TlsFiles.read(Configs.of(Configs.site(Configs.files(pair), null, "a.test")));
        try (CertificateStore store = CertificateStore.open(folder.resolve("data"), files);
                TlsServer server = new TlsServer(store);
                JavaClient before = JavaClient.connect(server.port(), "a.test")) {
            assertThat(before.certificate()).isEqualTo(pair.leaf());
            ServerTls old = store.select("a.test");
            CertifiedKey next = pair.another("a.test", "new.test");
            pair.writeKey(next);
            pair.writeCert(next);
            await().atMost(Duration.ofSeconds(20)).until(() -> store.select("a.test") != old);
            try (JavaClient after = JavaClient.connect(server.port(), "a.test")) {
                assertThat(after.certificate()).isEqualTo(next.chain().getFirst());
            }
            assertThat(before.ask()).contains("a.test");
            assertThat(store.select("a.test").identity()).isEqualTo(old.identity());
        }
    }

    @Test
    void aCertificateWhoseKeyHasNotComeYetIsNotUsed() throws Exception {
        TestPair pair = TestPair.make(folder.resolve("pair"), "a.test");
        try (CertificateStore store = open(Configs.of(Configs.site(Configs.files(pair), null, "a.test")))) {
            CertifiedKey next = pair.another("a.test");
            pair.writeCert(next);
            for (int i = 0; i < 5; i++) {
                store.poll();
                assertThat(store.select("a.test").certified().chain().getFirst())
                        .isEqualTo(pair.leaf());
            }
            Files.delete(pair.key());
            store.poll();
            assertThat(store.select("a.test").certified().chain().getFirst()).isEqualTo(pair.leaf());
            pair.writeKey(next);
            store.poll();
            assertThat(store.select("a.test").certified().chain().getFirst())
                    .isEqualTo(next.chain().getFirst());
        }
    }

    @Test
    void anIssuedCertificateReplacesTheLocalOneAtOnce() throws Exception {
        CertifiedKey issued =
                TestPair.make(folder.resolve("issued"), "a.example.com").certified();
        try (CertificateStore store = open(Configs.of(Configs.site("a.example.com"), Configs.site("b.example.com")))) {
            ServerTls local = store.select("a.example.com");
            ServerTls other = store.select("b.example.com");
            store.install(Set.of("a.example.com"), issued.chain(), issued.key());
            assertThat(store.select("a.example.com").certified().chain()).isEqualTo(issued.chain());
            assertThat(store.select("b.example.com")).isSameAs(other);
            assertThat(store.serves(local, "a.example.com")).isTrue();
            assertThat(store.certificates())
                    .contains(new CertificateView(List.of("a.example.com"), issued.notAfter(), "ACME"));
        }
    }

    @Test
    void aReloadLeavesWhatDidNotChange() throws Exception {
        try (CertificateStore store = open(Configs.of(Configs.site("a.test"), Configs.site("b.test")))) {
            ServerTls kept = store.select("a.test");
            ServerTls gone = store.select("b.test");
            store.apply(TlsFiles.read(Configs.of(Configs.site("a.test"), Configs.site("c.test"))));
            assertThat(store.select("a.test")).isSameAs(kept);
            assertThat(identity(store, "b.test")).isEqualTo("fallback");
            assertThat(identity(store, "c.test")).isEqualTo("site c.test");
            assertThat(references(gone)).isZero();
        }
    }

    @Test
    void localCertificatesAreRenewedWhileRunning() throws Exception {
        try (CertificateStore store = open(Configs.of(Configs.site("a.test")))) {
            ServerTls before = store.select("a.test");
            for (int day = 0; day < 200; day++) {
                now = now.plus(Duration.ofDays(1));
                store.poll();
                assertThat(store.select("a.test").certified().notAfter()).isAfter(now.plus(Duration.ofDays(30)));
            }
            assertThat(store.select("a.test")).isNotSameAs(before);
            assertThat(identity(store, "a.test")).isEqualTo(before.identity());
        }
    }

    @Test
    void ticketsOutliveOneRotationButNotThree() throws Exception {
        try (CertificateStore store = open(Configs.of(Configs.site("a.test")));
                TlsServer server = new TlsServer(store)) {
            String saved = folder.resolve("session").toString();
            OpenSslClient.talk(server.port(), "-servername", "a.test", "-sess_out", saved);
            now = now.plus(TicketKeys.PERIOD);
            store.poll();
            assertThat(OpenSslClient.talk(server.port(), "-servername", "a.test", "-sess_in", saved))
                    .contains("Reused, TLSv1.3");
            for (int i = 0; i < 2; i++) {
                now = now.plus(TicketKeys.PERIOD);
                store.poll();
            }
            assertThat(OpenSslClient.talk(server.port(), "-servername", "a.test", "-sess_in", saved))
                    .contains("New, TLSv1.3");
        }
        Path keys = folder.resolve("data/ticket.keys");
        assertThat(Files.getPosixFilePermissions(keys)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.size(keys)).isEqualTo(3 * 56);
    }

    @Test
    void aCertificateThatIsBeingMadeHoldsUpNobodyElse() throws Exception {
        TestPair pair = TestPair.make(folder.resolve("pair"), "file.test");
        Config config = Configs.of(
                Configs.site(Configs.files(pair), null, "file.test"),
                Configs.site(new SiteTls.SelfSigned(), null, "slow.test"));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        InstantSource slow = () -> {
            if (Thread.currentThread().isVirtual()) { // where certificates are made, which look at the time first
                asked.countDown();
                awaitUninterruptibly(goOn);
            }
            return now;
        };
        try (CertificateStore store = CertificateStore.open(folder.resolve("data"), TlsFiles.read(config), slow);
                TlsServer server = new TlsServer(store)) {
            CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> talk(server, "slow.test"));
            asked.await();
            assertThat(talk(server, "file.test")).contains("<file ");
            assertThat(waiting).isNotDone();
            goOn.countDown();
            assertThat(waiting.get(20, TimeUnit.SECONDS)).contains("<site slow.test>");
        }
    }

    @Test
    void aClientThatGoesWhileItsCertificateIsMadeLeavesNothingBehind() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        InstantSource slow = () -> {
            if (Thread.currentThread().isVirtual()) {
                asked.countDown();
                awaitUninterruptibly(goOn);
            }
            return now;
        };
        Config config = Configs.of(Configs.site(new SiteTls.SelfSigned(), null, "slow.test"));
        try (CertificateStore store = CertificateStore.open(folder.resolve("data"), TlsFiles.read(config), slow);
                TlsServer server = new TlsServer(store, 500_000_000L, null)) {
            assertThatThrownBy(() -> JavaClient.connect(server.port(), "slow.test"))
                    .isInstanceOf(IOException.class);
            assertThat(asked.getCount()).isZero();
            goOn.countDown();
            assertThat(talk(server, "slow.test")).contains("<site slow.test>");
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String talk(TlsServer server, String name) {
        try (JavaClient client = JavaClient.connect(server.port(), name)) {
            return client.ask();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void ticketKeysThatCannotBeOursAreReplaced() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path keys = Files.createSymbolicLink(data.resolve("ticket.keys"), Path.of("/dev/zero"));
        open(Configs.of(Configs.site(new SiteTls.SelfSigned(), null, "a.test"))).close();
        assertThat(keys).isRegularFile().hasSize(56);
    }

    @Test
    void hundredsOfSwapsLeaveNoNativeMemoryBehind() throws Exception {
        TestPair pair = TestPair.make(folder.resolve("pair"), "a.test");
        try (CertificateStore store = open(Configs.of(Configs.site(Configs.files(pair), null, "a.test")));
                TlsServer server = new TlsServer(store);
                JavaClient held = JavaClient.connect(server.port(), "a.test")) {
            List<ServerTls> old = new ArrayList<>();
            old.add(store.select("a.test"));
            long used = Long.MAX_VALUE;
            for (int i = 0; i < 300; i++) {
                CertifiedKey next = pair.another("a.test");
                pair.writeKey(next);
                pair.writeCert(next);
                store.poll();
                ServerTls current = store.select("a.test");
                assertThat(old.getLast()).isNotSameAs(current);
                old.add(current);
                if (i % 10 == 0) {
                    try (JavaClient client = JavaClient.connect(server.port(), "a.test")) {
                        assertThat(client.ask()).contains("TLSv1.3");
                    }
                }
                // the least of many: the JVM's compiler takes and gives back memory of its own meanwhile
                used = i >= 50 && i < 100 ? Math.min(used, nativeHeap()) : used;
            }
            ServerTls first = old.removeFirst();
            assertThat(references(first)).as("held by the open connection").isEqualTo(1);
            old.removeLast();
            await().untilAsserted(() -> assertThat(old)
                    .allSatisfy(tls -> assertThat(references(tls)).isZero()));
            assertThat(held.ask()).contains("TLSv1.3");
            held.disconnect();
            await().untilAsserted(() -> assertThat(references(first)).isZero());
            // 200 contexts that nobody frees are some 5 MB
            long most = used + (3 << 20);
            await().untilAsserted(() -> assertThat(nativeHeap()).isLessThan(most));
        }
    }

    private static int references(ServerTls tls) {
        return tls.context() instanceof ReferenceCounted counted ? counted.refCnt() : 0;
    }

    private static long nativeHeap() {
        try {
            return NativeHeap.used();
        } catch (Throwable e) {
            throw new AssertionError("glibc does not say", e);
        }
    }

    private static String identity(CertificateStore store, @Nullable String name) {
        return store.select(name).identity();
    }
}
