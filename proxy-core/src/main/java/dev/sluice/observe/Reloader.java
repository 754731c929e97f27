package dev.sluice.observe;

/** Reads the configuration again and puts it to use; the launcher does it. */
@FunctionalInterface
public interface Reloader {

    /** Reloads and waits for the outcome. Called on a virtual thread; it may block. Calls may overlap: the launcher puts them in a row. */
    ReloadResult reload();
}
