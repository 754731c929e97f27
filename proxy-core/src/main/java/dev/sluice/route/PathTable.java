package dev.sluice.route;

/** The routes of one site by path. */
public final class PathTable {}
