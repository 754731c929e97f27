package dev.sluice.route;

import dev.sluice.config.SiteConfig;

/**
 * One site, ready for use. Immutable.
 *
 * @param name the site's name as configured, which is also its label in log and metrics
 * @param config what the file says
 * @param paths its routes by path
 */
public record Site(String name, SiteConfig config, PathTable paths) {}
