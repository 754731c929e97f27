/** Keys and certificates as text (RFC 7468). Start at {@link dev.sluice.base.pem.PemReader}. */
@NullMarked
package dev.sluice.base.pem;

import org.jspecify.annotations.NullMarked;
