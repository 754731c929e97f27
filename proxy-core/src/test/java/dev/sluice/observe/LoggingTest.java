package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.config.LogConfig;
import dev.sluice.harness.LogWatch;
import java.io.IOException;
import java.time.Instant;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LoggingTest {
    @AfterEach
    void asItIsInOtherTests() {
        Logging.apply(LogConfig.DEFAULT);
    }

    @Test
    void textIsTimeLevelMessage() {
        assertThat(new TextFormat().format(entry(Level.INFO, "ready")))
                .isEqualTo("2026-11-22T03:54:18.120Z INFO  ready\n");
    }

    @Test
    void aMessageCannotLookLikeAnEntryOfItsOwn() {
        assertThat(new TextFormat().format(entry(Level.WARN, "a\r\n2026 ERROR forged\u001b[31m\u0085")))
                .isEqualTo("2026-11-22T03:54:18.120Z WARN  a\n    2026 ERROR forged\\x1b[31m\\x85\n");
    }

    @Test
    void whatTurnsOrHidesTextIsWrittenOut() {
        assertThat(new TextFormat().format(entry(Level.WARN, "a\u202eb\u2066\u2028\ufeff\r größer")))
                .isEqualTo("2026-11-22T03:54:18.120Z WARN  a\\u202eb\\u2066\\u2028\\ufeff\\x0d größer\n");
        assertThat(new JsonFormat().format(entry(Level.WARN, "a\u202eb\u2066\u2028\ufeff größer")))
                .contains("\"a\\u202eb\\u2066\\u2028\\ufeff größer\"");
    }

    @Test
    void anExceptionIsAChainForWarningsAndAStackForErrors() {
        Throwable thrown = new IllegalStateException("outer", new RuntimeException("inner\nforged"));
        LogEntry warning = entry(Level.WARN, "failed", thrown);
        LogEntry error = entry(Level.ERROR, "failed", thrown);

        assertThat(new TextFormat().format(warning))
                .endsWith(
                        "failed: java.lang.IllegalStateException: outer, caused by java.lang.RuntimeException: inner\n    forged\n");
        assertThat(new TextFormat().format(error))
                .contains(
                        "ERROR failed\n    java.lang.IllegalStateException: outer\n",
                        "at dev.sluice.observe.LoggingTest");
    }

    @Test
    void jsonIsOneObjectInALine() {
        LogEntry entry = entry(Level.ERROR, "a \"b\"\n\u2028 é \ud83d\ude00 \ud800", new IllegalStateException("x"));

        String line = new JsonFormat().format(entry);

        assertThat(line.lines()).hasSize(1);
        assertThat(LineTest.parse(line))
                .containsEntry("level", "ERROR")
                .containsEntry("logger", "dev.sluice.x")
                .containsEntry("time", "2026-11-22T03:54:18.120Z")
                .containsKey("exception");
    }

    @ParameterizedTest
    @CsvSource({
        "TRACE, true, true, true",
        "DEBUG, false, true, true",
        "INFO, false, false, true",
        "ERROR, false, false, false"
    })
    void theLevelHoldsForSlf4jAndChangesAtReload(LogConfig.Level level, boolean trace, boolean debug, boolean info) {
        org.slf4j.Logger logger = LoggerFactory.getLogger("dev.sluice.level");

        Logging.apply(new LogConfig(true, LogConfig.Format.TEXT, level));

        assertThat(logger.isTraceEnabled()).isEqualTo(trace);
        assertThat(logger.isDebugEnabled()).isEqualTo(debug);
        assertThat(logger.isInfoEnabled()).isEqualTo(info);
        assertThat(logger.isErrorEnabled()).isTrue();
    }

    @Test
    void nettyIsQuiet() {
        Logging.apply(new LogConfig(true, LogConfig.Format.TEXT, LogConfig.Level.DEBUG));

        assertThat(LoggerFactory.getLogger("io.netty.channel.nio.NioIoHandler").isInfoEnabled())
                .isFalse();
        assertThat(LoggerFactory.getLogger("io.netty.channel.nio.NioIoHandler").isWarnEnabled())
                .isTrue();
    }

    @Test
    void slf4jAndTheJdkBothWriteToIt() throws IOException {
        new JdkLogs.Setup();
        try (LogWatch log = new LogWatch()) {
            LoggerFactory.getLogger("a.b").warn("{} of {}", 1, 2, new IllegalStateException("x"));
            LoggerFactory.getLogger("a.b").debug("nobody asked");
            Logger jdk = Logger.getLogger("c.d");
            jdk.log(java.util.logging.Level.SEVERE, "{0} has failed", "all");
            jdk.fine("nobody asked");

            assertThat(log.entries())
                    .extracting(LogEntry::level, LogEntry::logger, LogEntry::message)
                    .containsExactly(tuple(Level.WARN, "a.b", "1 of 2"), tuple(Level.ERROR, "c.d", "all has failed"));
            assertThat(log.entries().getFirst().thrown()).hasMessage("x");
        }
    }

    private static LogEntry entry(Level level, String message) {
        return entry(level, message, null);
    }

    private static LogEntry entry(Level level, String message, @Nullable Throwable thrown) {
        return new LogEntry(
                Instant.parse("2026-11-22T03:54:18.120Z").toEpochMilli(), level, "dev.sluice.x", message, thrown);
    }
}
