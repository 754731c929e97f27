/** Tests of the providers of DNS records, against HTTP servers of the tests' own. */
@NullMarked
package dev.sluice.acme.dns;

import org.jspecify.annotations.NullMarked;
