package dev.sluice.http2;

/**
 * What one peer may send of frames that cost us more than they cost it: at once, and a second in the long run. Well above what clients
 * do that mean well: a browser that leaves a page resets as many streams as it has open, at most a hundred.
 */
final class Floods {
    final Allowance resets = new Allowance(200, 50);
    final Allowance provokedResets = new Allowance(100, 10);
    final Allowance settings = new Allowance(50, 5);
    final Allowance pings = new Allowance(100, 10);
    final Allowance emptyFrames = new Allowance(100, 10);
    final Allowance priorities = new Allowance(500, 50);
}
