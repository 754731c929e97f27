package dev.sluice.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.harness.ChildProcess;
import dev.sluice.harness.Message;
import dev.sluice.harness.Peer;
import dev.sluice.harness.RawBackend;
import dev.sluice.harness.RealParts;
import dev.sluice.harness.SluiceProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** curl authenticates by NTLM through Sluice with one of two backends, although it began over HTTP/2. */
@Timeout(120)
class NtlmTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String TYPE_1 = "NTLM TlRMTVNTUAABAAAA";
    private static final String TYPE_3 = "NTLM TlRMTVNTUAADAAAA";

    /** A message of type 2 with the least that is allowed ([MS-NLMP] 2.2.1.2): no names, eight bytes to be answered, OEM text. */
    private static String type2() {
        int oemAndNtlm = 0x202;
        ByteBuffer message = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        message.put("NTLMSSP\0".getBytes(ISO_8859_1))
                .putInt(2)
                .putLong(48L << 32)
                .putInt(oemAndNtlm);
        message.put("01234567".getBytes(ISO_8859_1));
        return Base64.getEncoder().encodeToString(message.array());
    }

    private static void talk(Peer peer) throws IOException {
        boolean asked = false;
        String user = null;
        for (Message next = peer.requestOrEnd(); next != null; next = peer.requestOrEnd()) {
            String given = next.field("Authorization");
            if (given == null) {
                answer(peer, user, "NTLM");
            } else if (given.startsWith(TYPE_1)) {
                answer(peer, null, "NTLM " + type2());
            } else {
                user = asked && given.startsWith(TYPE_3) ? user(given) : null;
                answer(peer, user, "NTLM");
            }
            asked = given != null && given.startsWith(TYPE_1);
        }
    }

    private static void answer(Peer peer, @Nullable String user, String challenge) throws IOException {
        if (user == null) {
            peer.respond("401 Unauthorized", "", "WWW-Authenticate: " + challenge);
        } else {
            peer.respondOk(user + " ");
        }
    }

    private static String user(String credentials) {
        ByteBuffer message = ByteBuffer.wrap(Base64.getDecoder().decode(credentials.substring(5)))
                .order(ByteOrder.LITTLE_ENDIAN);
        return new String(message.array(), message.getInt(40), message.getShort(36), ISO_8859_1);
    }

    @Test
    void curlIsAnsweredByItsNameAndKeepsItsConnection() throws Exception {
        String curl = RealParts.require("curl").toString();
        Path folder = Scratch.folder("ntlm");
        try (RawBackend a = RawBackend.start(NtlmTest::talk);
                RawBackend b = RawBackend.start(NtlmTest::talk);
                SluiceProcess sluice = SluiceProcess.start(
                        folder,
                        "sites: {localhost: {to: [\"%s\", \"%s\"], balance: round-robin}}"
                                .formatted(a.target(), b.target()))) {
            String url = "https://localhost:" + sluice.httpsPort() + "/";
            for (String user : List.of("alice", "bob", "carol")) {
                String said = ChildProcess.run(
                        folder,
                        SOON,
                        List.of(
                                curl,
                                "-sS",
                                "--fail",
                                "--http2",
                                "--cacert",
                                sluice.root().toString(),
                                "--ntlm",
                                "-u",
                                user + ":secret",
                                "-w",
                                "%{http_version} ",
                                url,
                                url));
                assertThat(said).isEqualTo(user + " 1.1 " + user + " 1.1 ");
            }
            String stranger = ChildProcess.run(
                    folder,
                    SOON,
                    List.of(curl, "-sS", "--cacert", sluice.root().toString(), "-w", "%{http_code}", url, url, url));
            assertThat(stranger).isEqualTo("401401401");
        }
    }
}
