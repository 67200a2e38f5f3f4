/**
 * The publisher's half of near-lossless updates: weights moved onto steps from those that devices have, before signing.
 * <p>Start reading at {@link io.modelferry.optimizer.canonical.Canonicalisation}.
 */
@NullMarked
package io.modelferry.optimizer.canonical;

import org.jspecify.annotations.NullMarked;
