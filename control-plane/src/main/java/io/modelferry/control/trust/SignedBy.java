package io.modelferry.control.trust;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One signature on a document.
 *
 * @param version of the document
 * @param holder as people named each other at the ceremony; null for a key that nobody was named for: it lies on the server
 * @param at when it came
 */
public record SignedBy(long version, String keyid, @Nullable String holder, Instant at) {}
