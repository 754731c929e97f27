package dev.sluice.whole.h2;

import dev.sluice.harness.h2.Frame;
import dev.sluice.harness.h2.FrameWire;
import java.io.IOException;
import java.time.Duration;

/** A body that one end sends as far as the other's windows allow. */
final class Sending {
    private static final int LARGEST = 16_384;
    private static final Duration SILENCE = Duration.ofMillis(700);
    private final FrameWire end;
    private final int stream;
    private final int size;
    private long connectionWindow = 65_535;
    private long streamWindow;
    private int sent;

    /** Behind the HEADERS, on a connection whose windows nobody has used. */
    Sending(FrameWire end, int stream, int size) {
        this.end = end;
        this.stream = stream;
        this.size = size;
        Integer initial = end.settings().setting(Frame.INITIAL_WINDOW_SIZE);
        this.streamWindow = initial == null ? 65_535 : initial;
    }

    int sent() {
        return sent;
    }

    /** Sends all, waiting for windows. */
    void toTheEnd() throws IOException {
        while (send()) {
            take();
        }
    }

    /** Sends until no window comes for a while, or all is sent. */
    void untilNoWindowComes() throws IOException {
        end.patience(SILENCE);
        try {
            toTheEnd();
        } catch (AssertionError inVain) {
            // That the server holds the window is what the test wants to see.
        }
        end.patience(Duration.ofSeconds(5));
    }

    /** Sends what the windows allow; false when all is sent. */
    private boolean send() throws IOException {
        while (sent < size && connectionWindow > 0 && streamWindow > 0) {
            int count = (int) Math.min(Math.min(connectionWindow, streamWindow), Math.min(LARGEST, size - sent));
            Frame data = Frame.of(Frame.DATA, 0, stream, new byte[count]);
            sent += count;
            connectionWindow -= count;
            streamWindow -= count;
            end.send(sent == size ? data.last() : data);
        }
        return sent < size;
    }

    private void take() {
        Frame update = end.take("WINDOW_UPDATE", frame -> frame.type() == Frame.WINDOW_UPDATE || isEnd(frame));
        if (isEnd(update)) {
            throw new AssertionError("the body was ended by " + update);
        }
        if (update.stream() == 0) {
            connectionWindow += update.number(0);
        } else if (update.stream() == stream) {
            streamWindow += update.number(0);
        }
    }

    private boolean isEnd(Frame frame) {
        return frame.type() == Frame.GOAWAY || frame.is(Frame.RST_STREAM, stream);
    }
}
