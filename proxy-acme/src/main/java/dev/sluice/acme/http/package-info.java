/**
 * Questions to others over HTTP, whose answers are bounded in bytes and in time: CAs, DNS providers, webhooks, this machine itself.
 *
 * <p>Knows neither ACME nor DNS. Nothing else here uses {@link java.net.http.HttpClient}. Start at
 * {@link dev.sluice.acme.http.BoundedHttp}.
 */
@NullMarked
package dev.sluice.acme.http;

import org.jspecify.annotations.NullMarked;
