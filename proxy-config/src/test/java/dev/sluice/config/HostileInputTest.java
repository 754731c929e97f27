package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** No input makes the reader throw, take a second of processor time, or allocate 64 MB. */
class HostileInputTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long MEMORY = 64L << 20;
    private static final int WHOLE = Bounds.FILE;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Environment ENVIRONMENT =
            Environment.of(Map.of("A", "a".repeat(60_000), "STAR", "*a", "NL", "\n- b: {c"));

    @TestFactory
    Stream<DynamicTest> staysWithinItsBounds() {
        return bombs().entrySet().stream()
                .map(bomb -> DynamicTest.dynamicTest(bomb.getKey(), () -> load(bomb.getValue())));
    }

    private static Map<String, String> bombs() {
        Map<String, String> bombs = new LinkedHashMap<>();
        bombs.put("ten megabytes in a value", "a: " + "x".repeat(10 << 20));
        bombs.put("ten megabytes of lines", "x\n".repeat(5 << 20));
        bombs.put("one long line", fill("", "x", ""));
        bombs.put("one long comment", fill("#", "x", ""));
        bombs.put("long lines of words", fill("a: ", "a ".repeat(2000) + "\n  ", ""));
        bombs.put("a value of many lines", fill("a: ", "b\n  ", ""));
        bombs.put("a quoted value of many lines", fill("a: \"", "b\\n\n  ", "\""));
        bombs.put("a folded value", fill("a: >\n", "  x\n\n", ""));
        bombs.put("many keys", fill("", "a: b\n", ""));
        bombs.put("many unknown keys", numbered("", "balans%d: 1\n"));
        bombs.put("many sites", numbered("sites:\n", "  s%d.example.com: a:80\n"));
        bombs.put("many wrong sites", numbered("sites:\n", "  s%d.example.com: a\n"));
        bombs.put("many routes", numbered("sites:\n  a.example.com:\n    routes:\n", "      /%d: a:80\n"));
        bombs.put("many aliases", numbered("sites:\n  a.example.com:\n    to: a:80\n    aliases:\n", "    - a%d\n"));
        bombs.put("many listeners", numbered("sites: {a.b: a:80}\nlisten:\n  http:\n", "  - 0\n"));
        bombs.put("the same listener", numbered("sites: {a.b: a:80}\nlisten:\n  http:\n", "  - 80\n"));
        bombs.put("many documents", fill("", "--- a\n", ""));
        bombs.put("empty lines", fill("", "\n", ""));
        bombs.put("comments", fill("", "#\n", ""));
        bombs.put("deep lists", fill("a: ", "[", ""));
        bombs.put("deep maps", fill("a: ", "{a: ", ""));
        bombs.put("deep blocks", fill("", "- ", ""));
        bombs.put("deep keys", fill("", "? ", ""));
        bombs.put("deep lists over lines", fill("a: ", "[\n", ""));
        bombs.put("indented ever deeper", stairs());
        bombs.put("aliases", fill("a: &a [x]\nb: [", "*a, ", "]"));
        bombs.put("aliases of aliases", "a: &a [x,x]\n" + fill("b: &b [*a,*a]\n", "c: &c [*b,*b,*b,*b]\n", ""));
        bombs.put("variables that grow", fill("a: \"", "${A}", "\""));
        bombs.put("many variables that grow", fill("sites: {a: a:80}\nb:\n", "- ${A}\n", ""));
        bombs.put("variables that are not set", fill("sites:\n", "  - ${X}\n", ""));
        bombs.put("files that are missing", fill("sites:\n", "  - ${file:/nowhere/x}\n", ""));
        bombs.put("references that never end", fill("a: ", "${", ""));
        bombs.put("anchors", fill("", "&a ", ""));
        bombs.put("tags", fill("a:\n", "- !t b\n", ""));
        bombs.put("directives", fill("", "%TAG !a! tag:x\n", ""));
        bombs.put("flow pairs", fill("a: [", "a: b, ", "]"));
        bombs.put("colons", fill("a", ": ", ""));
        bombs.put("question marks in flow", fill("[", "? ", ""));
        bombs.put("commas", fill("[", "a,", "]"));
        bombs.put("commas over lines", fill("[", "a,\n", "]"));
        bombs.put("quotes", fill("a: [", "\"\",\n", "]"));
        bombs.put("escapes", fill("a: \"", "\\x41\n", "\""));
        bombs.put("carriage returns", fill("a: b", "\r", ""));
        bombs.put("surrogates", fill("a: ", "😀\n  ", ""));
        bombs.put("wide names", fill("sites:\n", "  üüüüüüüüüüüüüüüüüüüüüüü.example.com: a:80\n", ""));
        return bombs;
    }

    @Test
    void neverThrowsOnWhatIsAlmostAConfiguration() {
        Random random = new Random(42);
        for (int i = 0; i < 3000; i++) {
            load(almostYaml(random));
        }
    }

    @Test
    void neverThrowsOnRandomBytes() {
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            byte[] content = new byte[random.nextInt(200)];
            random.nextBytes(content);
            load(content);
        }
    }

    private static final String[] PIECES = {
        "sites",
        "a.example.com",
        "*",
        "\"*\"",
        ": ",
        ":",
        "\n",
        "\n  ",
        "\n    ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        "app:80",
        "to",
        "routes",
        "/api",
        "=/x",
        "${A}",
        "${STAR}",
        "${NL}",
        "${",
        "}",
        "$${",
        "off",
        "on",
        "5s",
        "10m",
        "&a ",
        "*a",
        "!t ",
        "|\n",
        ">\n",
        "\"",
        "'",
        "#",
        "\t",
        "? ",
        "<<",
        "---\n",
        "...",
        "%YAML 1.2\n",
        "headers",
        "request",
        "set",
        "listen",
        "http",
        "80:80",
        "tls",
        "cert",
        "x",
        "\\",
        "😀",
        "\u0000",
        "\u0085",
        "\u2028",
        "\uFEFF",
        "\r",
        "null",
        "~",
        "defaults",
        "timeouts",
        "connect",
        "health",
        "balance",
        "hash",
        "header X",
        "redirect",
        "https://x{uri}",
        "unix:/x",
        "acme",
        "email",
        "a@b.c",
        "::1",
        "1.2.3.4/8",
        "xn--",
        ".",
        "..",
        "-"
    };

    private static byte[] almostYaml(Random random) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "sites:\n  a.example.com: app:80\n" : "");
        int pieces = random.nextInt(60);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void load(String text) {
        load(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void load(byte[] content) {
        long time = THREADS.getCurrentThreadCpuTime();
        long memory = THREADS.getCurrentThreadAllocatedBytes();
        Loaded loaded = ConfigLoader.load(content, Path.of("hostile.yaml"), ENVIRONMENT);
        if (loaded instanceof Loaded.Bad bad) {
            bad.problems().forEach(problem -> assertThat(problem.render()).isNotEmpty());
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - memory;
        long took = THREADS.getCurrentThreadCpuTime() - time;
        if (Boolean.getBoolean("hostile.print") && (allocated > 1 << 20 || took > SECOND / 20)) {
            System.out.printf(
                    "%d MB %d ms %s%n",
                    allocated >> 20, took / 1_000_000, loaded.getClass().getSimpleName());
        }
        assertThat(allocated).isLessThan(MEMORY);
        assertThat(took).isLessThan(SECOND);
    }

    private static String fill(String head, String part, String tail) {
        int space = WHOLE - utf8(head) - utf8(tail);
        return head + part.repeat(space / utf8(part)) + tail;
    }

    private static String numbered(String head, String part) {
        StringBuilder text = new StringBuilder(head);
        for (int i = 0; text.length() < WHOLE - 100; i++) {
            text.append(part.formatted(i));
        }
        return text.toString();
    }

    private static String stairs() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < WHOLE - 2000; i++) {
            text.append(" ".repeat(i)).append("a:\n");
        }
        return text.toString();
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
