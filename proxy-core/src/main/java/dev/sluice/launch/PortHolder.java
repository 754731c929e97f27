package dev.sluice.launch;

import dev.sluice.base.files.BoundedFile;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who holds a port that somebody else wants, as far as /proc lets this process see. */
sealed interface PortHolder {
    /** Of what another process says of itself. */
    int MAX_SHOWN = 16 * 1024;

    /**
     * A process that could be looked at.
     *
     * @param name of its program, without a path
     * @param command its arguments, the program first
     * @param keeper who would start it again if it were just killed
     */
    record Known(long pid, String name, List<String> command, Supervisor keeper) implements PortHolder {
        /** Copies the list. */
        public Known {
            command = List.copyOf(command);
        }
    }

    /** A process that this one may not look at, of a user known by number. */
    record Hidden(int uid) implements PortHolder {}

    /** Looks up who is in the way of listening there. Empty where nobody is seen. */
    static Optional<PortHolder> of(InetAddress wanted, int port) {
        return of(Path.of("/proc"), wanted, port);
    }

    private static Optional<PortHolder> of(Path proc, InetAddress wanted, int port) {
        PortHolder hidden = null;
        for (ListeningSocket socket : ListeningSocket.all(proc)) {
            if (socket.hinders(wanted, port)) {
                Path process = owner(proc, socket.inode());
                if (process != null) {
                    return Optional.of(known(process));
                }
                hidden = new Hidden(socket.uid());
            }
        }
        return Optional.ofNullable(hidden);
    }

    private static @Nullable Path owner(Path proc, long inode) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, "socket:[" + inode + "]")) {
                    return process;
                }
            }
        } catch (IOException e) {
            return null; // said as hidden
        }
        return null;
    }

    private static boolean holds(Path process, String socket) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (Files.readSymbolicLink(file).toString().equals(socket)) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return false; // it is gone, or not to be looked at
        }
        return false;
    }

    private static Known known(Path process) {
        List<String> command = List.of(read(process.resolve("cmdline")).split("\0"));
        return new Known(
                Long.parseLong(process.getFileName().toString()),
                read(process.resolve("comm")).strip(),
                command,
                Supervisor.of(read(process.resolve("cgroup")), command));
    }

    private static String read(Path file) {
        try {
            return BoundedFile.beginning(file, MAX_SHOWN);
        } catch (IOException e) {
            return "";
        }
    }
}
