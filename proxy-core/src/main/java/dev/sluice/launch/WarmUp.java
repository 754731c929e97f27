package dev.sluice.launch;

import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;

/** Loads the native libraries on a processor of its own while the configuration is being read: a start waits for both. */
final class WarmUp {
    private WarmUp() {}

    /** Returns at once. Whoever needs a library that is still being loaded waits for it by the rules of class initialisation. */
    static void begin() {
        Thread.ofPlatform().daemon().name("warm-up").start(WarmUp::load);
    }

    private static void load() {
        OpenSsl.isAvailable();
        Epoll.isAvailable();
    }
}
