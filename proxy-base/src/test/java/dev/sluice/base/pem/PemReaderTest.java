package dev.sluice.base.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PemReaderTest {
    private static final String ONE = "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n";
    private static final String KEY = "-----BEGIN PRIVATE KEY-----\nYWJjZGU=\n-----END PRIVATE KEY-----\n";

    @Test
    void allBlocksAreReadInTheirOrder() throws Exception {
        List<PemBlock> blocks = PemReader.read(ONE + KEY);
        assertThat(blocks).extracting(PemBlock::label).containsExactly("CERTIFICATE", "PRIVATE KEY");
        assertThat(blocks.getLast().content()).asString().isEqualTo("abcde");
        assertThat(PemReader.read("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFF" + ONE,
                "subject=/CN=a\n" + ONE + "  0 s:/CN=b -----\n",
                "-----BEGIN CERTIFICATE-----\n\n Y W\tJj \n\n  -----END CERTIFICATE-----",
            })
    void whatEditorsAndToolsAddIsPassedOver(String text) throws Exception {
        for (String breaks : List.of("\n", "\r\n", "\r")) {
            assertThat(PemReader.read(text.replace("\n", breaks)))
                    .singleElement()
                    .satisfies(block -> assertThat(block.content()).asString().isEqualTo("abc"));
        }
    }

    @Test
    void blocksThatAreJoinedWithoutALineBreakAreAnErrorInTheirLine() {
        assertWrong(ONE.strip() + KEY, "line 3: something follows the end of a block: put a line break");
        assertWrong("x" + ONE, "line 1: a block begins in the middle of the line");
        assertWrong(
                "-----BEGIN CERTIFICATE-----YWJj\n-----END CERTIFICATE-----", "line 1: the line that begins a block");
        assertWrong("-----BEGIN CERTIFICATE-----".repeat(150_000), "line 1: the line that begins a block");
    }

    @Test
    void aBlockThatIsNotClosedIsAnErrorThatNamesItsFirstLine() {
        assertWrong("text\n-----BEGIN CERTIFICATE-----\nYWJj\n", "line 2: the block that begins there is not closed");
        assertWrong("-----BEGIN CERTIFICATE-----\nYWJj\n" + ONE, "line 1: the block that begins there is not closed");
        assertWrong(
                ONE.replace("END CERTIFICATE", "END PRIVATE KEY"), "line 1: the block that begins there is not closed");
        assertWrong("-----END CERTIFICATE-----\n" + ONE, "line 1: a block ends that has not begun");
    }

    @Test
    void damagedBase64IsAnErrorThatDoesNotShowTheKey() {
        assertWrong(KEY.replace("YWJj", "SECRET*"), "line 2: a character that does not belong into base64");
        assertWrong(ONE + KEY.replace("=", ""), "line 4: the block that begins there is not whole");
        assertWrong(KEY.replace("YW", "Y=W"), "line 1: the block that begins there is not whole");
    }

    @Test
    void encryptedKeysAreKnownInBothForms() throws Exception {
        String old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00FF\n\nYWJj\n"
                + "-----END RSA PRIVATE KEY-----\n";
        assertThat(PemReader.read(old + KEY.replace("PRIVATE", "ENCRYPTED PRIVATE") + KEY))
                .extracting(PemBlock::isEncrypted)
                .containsExactly(true, true, false);
    }

    @Test
    void whatIsNoKeyOrCertificateInsideIsSaidWithItsLine() throws Exception {
        assertThatThrownBy(PemReader.read("x\n" + KEY).getFirst()::privateKey)
                .isInstanceOf(PemFormatException.class)
                .hasMessageStartingWith("line 2: the private key that begins there cannot be decoded");
        assertThatThrownBy(PemReader.read(KEY.replace(" PRIV", " EC PRIV")).getFirst()::privateKey)
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(PemReader.read(KEY.replace(" PRIV", " RSA PRIV")).getFirst()::privateKey)
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(PemReader.read(ONE).getFirst()::certificate)
                .hasMessage("line 1: the certificate that begins there cannot be decoded");
    }

    private static void assertWrong(String text, String message) {
        assertThatThrownBy(() -> PemReader.read(text))
                .isInstanceOf(PemFormatException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("SECRET");
    }
}
