package dev.sluice.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** What the process does on signals. Handlers run on threads of the virtual machine, which may block. Closing puts back what was before. */
final class Signals implements AutoCloseable {
    private record Replaced(Signal signal, SignalHandler before) {}

    private final List<Replaced> replaced = new ArrayList<>();

    /** SIGHUP calls {@code reload}. */
    void onReload(Runnable reload) {
        handle("HUP", reload);
    }

    /** The first SIGTERM or SIGINT calls {@code drain}, any further one {@code now}. */
    void onStop(Runnable drain, Runnable now) {
        AtomicBoolean stopping = new AtomicBoolean();
        Runnable stop = () -> (stopping.compareAndSet(false, true) ? drain : now).run();
        handle("TERM", stop);
        handle("INT", stop);
    }

    private void handle(String name, Runnable action) {
        Signal signal = new Signal(name);
        replaced.add(new Replaced(signal, Signal.handle(signal, received -> action.run())));
    }

    @Override
    public void close() {
        replaced.forEach(was -> Signal.handle(was.signal(), was.before()));
        replaced.clear();
    }
}
