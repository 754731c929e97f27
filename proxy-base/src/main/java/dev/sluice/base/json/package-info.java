/**
 * JSON (RFC 8259): {@link dev.sluice.base.json.JsonReader} reads it as it comes, {@link dev.sluice.base.json.Wanted} says what of it is kept,
 * {@link dev.sluice.base.json.Json} looks at that, and {@link dev.sluice.base.json.JsonWriter} writes it.
 */
@NullMarked
package dev.sluice.base.json;

import org.jspecify.annotations.NullMarked;
