package dev.sluice.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the content of files has changed, however that came about: written in place, replaced by another file, a symbolic
 * link (of the file or of a folder above it) turned elsewhere, another file mounted over it.
 *
 * <p>The system's notices make it quick where they work; what counts is a look at the files every second. A change is passed on when
 * the files have been the same for 200 ms, so that none is read half-written; a file that is empty or gone gets 2 s, as it is most
 * likely about to be written. Files whose content is what it was count as unchanged.
 */
final class FileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final long UNSETTLED_LOOK_MILLIS = 50;
    private static final long SETTLED_NANOS = 200_000_000;
    private static final long INCOMPLETE_SETTLED_NANOS = 2_000_000_000;

    private final Path file;
    private volatile List<Path> others = List.of();
    private final FolderNotices notices = new FolderNotices();
    private Contents seen;
    private volatile @Nullable Thread thread;

    /** Looks at a file; what changes from now on is a change. */
    FileWatch(Path file) {
        this.file = file;
        this.seen = Contents.of(List.of(file), null);
    }

    /** Watches these besides the file, and no others. Any thread. */
    void also(List<Path> files) {
        others = List.copyOf(files);
    }

    /** Starts calling {@code changed}, on a thread of its own, until closed. */
    void start(Runnable changed) {
        Thread started = new Thread(() -> watch(changed), "file-watch");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** Watches no more; a call that is under way goes on. */
    @Override
    public void close() {
        thread = null;
        notices.close();
    }

    private void watch(Runnable changed) {
        while (Thread.currentThread().equals(thread) && !Thread.currentThread().isInterrupted()) {
            Contents now = look(seen);
            if (!now.sameAs(seen)) {
                Contents settled = settled(now);
                boolean undone = settled.sameAs(seen);
                seen = settled;
                if (!undone) {
                    call(changed);
                }
            }
            notices.await(LOOK_MILLIS);
        }
    }

    /** Files that have just begun to be watched are taken as they are. */
    private Contents look(Contents before) {
        List<Path> files = new ArrayList<>();
        files.add(file);
        files.addAll(others);
        notices.watch(files);
        Contents now = Contents.of(files, before);
        seen = seen.joinedBy(now);
        return now;
    }

    private Contents settled(Contents first) {
        Contents last = first;
        long since = System.nanoTime();
        while (thread != null && System.nanoTime() - since < (last.complete() ? SETTLED_NANOS : INCOMPLETE_SETTLED_NANOS)) {
            notices.await(UNSETTLED_LOOK_MILLIS);
            Contents now = look(last);
            if (!now.untouchedSince(last)) {
                since = System.nanoTime();
            }
            last = now;
        }
        return last;
    }

    private void call(Runnable changed) {
        try {
            if (thread != null) {
                changed.run();
            }
        } catch (RuntimeException e) {
            LOG.error("an error inside Sluice after a change of {}", file, e);
        }
    }
}
