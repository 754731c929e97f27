package dev.sluice.launch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The system's notices that something happens in the folders of files. They only save waiting: a system that has none left to give,
 * or a file system that sends none, does no harm.
 */
final class FolderNotices implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;

    private final @Nullable WatchService service = open();
    private final Map<Path, WatchKey> keys = new HashMap<>();

    /** Watches the folders of these files, and of what they are symbolic links to. Called by one thread only. */
    void watch(List<Path> files) {
        Set<Path> folders = new HashSet<>();
        for (Path file : files) {
            add(folders, file.toAbsolutePath());
            addLinked(folders, file);
        }
        keys.entrySet().removeIf(entry -> {
            boolean keep = folders.contains(entry.getKey()) && entry.getValue().isValid();
            if (!keep) {
                entry.getValue().cancel();
            }
            return !keep;
        });
        folders.forEach(this::register);
    }

    /** Waits for a notice, at most so long. */
    void await(long millis) {
        try {
            if (service == null) {
                Thread.sleep(millis);
                return;
            }
            WatchKey key = service.poll(millis, TimeUnit.MILLISECONDS);
            if (key != null) {
                // in a folder where much goes on, the looks must not follow each other without a pause
                Thread.sleep(PAUSE_MILLIS);
            }
            while (key != null) {
                key.pollEvents();
                key.reset();
                key = service.poll();
            }
        } catch (ClosedWatchServiceException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            if (service != null) {
                service.close();
            }
        } catch (IOException e) {
            return; // nothing is left to be done
        }
    }

    private static void add(Set<Path> folders, Path file) {
        Path parent = file.getParent();
        if (parent != null) {
            folders.add(parent);
        }
    }

    private static void addLinked(Set<Path> folders, Path file) {
        try {
            add(folders, file.toRealPath());
        } catch (IOException e) {
            return; // the file is gone for now
        }
    }

    private void register(Path folder) {
        if (service == null || keys.containsKey(folder)) {
            return;
        }
        try {
            keys.put(
                    folder,
                    folder.register(
                            service,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE));
        } catch (IOException | ClosedWatchServiceException e) {
            return; // the look every second is enough
        }
    }

    private static @Nullable WatchService open() {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }
}
