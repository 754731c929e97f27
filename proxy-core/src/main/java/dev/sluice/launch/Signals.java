package dev.sluice.launch;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the process does on signals. Handlers run on threads of the virtual machine, which may block. Closing puts back what was
 * before.
 *
 * <p>The virtual machine's own {@code sun.misc.Signal} is called by name: the compiler warns wherever it is written down, and nothing
 * silences that.
 */
@SuppressWarnings("ReferenceEquality") // a proxy equals itself only
final class Signals implements AutoCloseable {
    private record Replaced(Object signal, Object before) {}

    private final Class<?> signalType;
    private final Class<?> handlerType;
    private final List<Replaced> replaced = new ArrayList<>();

    Signals() {
        try {
            signalType = Class.forName("sun.misc.Signal");
            handlerType = Class.forName("sun.misc.SignalHandler");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this Java runtime lacks the module jdk.unsupported", e);
        }
    }

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

    @SuppressWarnings("ReferenceEquality") // a proxy must not ask itself whether it is equal
    private void handle(String name, Runnable action) {
        Object handler = Proxy.newProxyInstance(
                Signals.class.getClassLoader(),
                new Class<?>[] {handlerType},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "handle" -> run(action);
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> arguments[0] == proxy;
                    default -> "what to do on SIG" + name;
                });
        try {
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            replaced.add(new Replaced(signal, install(signal, handler)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot handle the signal " + name, e);
        }
    }

    private static @Nullable Object run(Runnable action) {
        action.run();
        return null;
    }

    private Object install(Object signal, Object handler) throws ReflectiveOperationException {
        return signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
    }

    @Override
    public void close() {
        for (Replaced was : replaced) {
            try {
                install(was.signal(), was.before());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot give back the signal " + was.signal(), e);
            }
        }
        replaced.clear();
    }
}
