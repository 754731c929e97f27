package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.LogConfig;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class LoggingTest {
    @AfterEach
    void asItIsInOtherTests() {
        Logging.apply(LogConfig.DEFAULT);
    }

    @Test
    void textIsTimeLevelMessage() {
        assertThat(new TextFormatter().format(entry(Level.INFO, "ready")))
                .isEqualTo("2026-11-22T03:54:18.120Z INFO  ready\n");
    }

    @Test
    void aMessageCannotLookLikeAnEntryOfItsOwn() {
        assertThat(new TextFormatter().format(entry(Level.WARNING, "a\r\n2026 ERROR forged\u001b[31m\u0085")))
                .isEqualTo("2026-11-22T03:54:18.120Z WARN  a\n    2026 ERROR forged\\x1b[31m\\x85\n");
    }

    @Test
    void anExceptionIsAChainForWarningsAndAStackForErrors() {
        LogRecord warning = entry(Level.WARNING, "failed");
        warning.setThrown(new IllegalStateException("outer", new RuntimeException("inner\nforged")));
        LogRecord error = entry(Level.SEVERE, "failed");
        error.setThrown(warning.getThrown());

        assertThat(new TextFormatter().format(warning))
                .endsWith(
                        "failed: java.lang.IllegalStateException: outer, caused by java.lang.RuntimeException: inner\n    forged\n");
        assertThat(new TextFormatter().format(error))
                .contains(
                        "ERROR failed\n    java.lang.IllegalStateException: outer\n",
                        "at dev.sluice.observe.LoggingTest");
    }

    @Test
    void jsonIsOneObjectInALine() {
        LogRecord entry = entry(Level.SEVERE, "a \"b\"\n\u2028 é \ud83d\ude00 \ud800");
        entry.setThrown(new IllegalStateException("x"));

        String line = new JsonFormatter().format(entry);

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
        assertThat(Logger.getLogger("").getHandlers()).hasSize(1);
    }

    private static LogRecord entry(Level level, String message) {
        LogRecord entry = new LogRecord(level, message);
        entry.setLoggerName("dev.sluice.x");
        entry.setInstant(Instant.parse("2026-11-22T03:54:18.120Z"));
        return entry;
    }
}
