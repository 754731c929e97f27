package dev.sluice.launch;

import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code sluice version}: what runs here. */
@Command(
        name = "version",
        description = "Shows the versions of Sluice and of what it is made of.",
        mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    private final Terminal terminal;

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().println("Sluice " + Version.NUMBER);
        terminal.out().println("Java " + java() + ", " + System.getProperty("java.vm.name") + ", " + machine());
        terminal.out().println("Netty " + netty() + ", transport " + transport());
        terminal.out().println("TLS by " + tls());
        return Exit.GOOD;
    }

    /** With its vendor and its date, which say which faults of Java are mended in it. */
    private static String java() {
        String vendor = System.getProperty("java.vendor");
        return Runtime.version() + " (" + vendor + ", " + System.getProperty("java.version.date") + ")";
    }

    private static String machine() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    private static String netty() {
        io.netty.util.Version common = io.netty.util.Version.identify().get("netty-common");
        return common == null ? "?" : common.artifactVersion();
    }

    private static String transport() {
        return Epoll.isAvailable() ? "epoll" : "NIO, as epoll is not available: " + reason(Epoll.unavailabilityCause());
    }

    private static String tls() {
        return OpenSsl.isAvailable()
                ? OpenSsl.versionString()
                : "the JDK, as BoringSSL is not available: " + reason(OpenSsl.unavailabilityCause());
    }

    private static String reason(@Nullable Throwable cause) {
        return cause == null ? "for an unknown reason" : String.valueOf(cause.getMessage());
    }
}
