/**
 * Small weights become zero.
 * <p>Start reading at {@link io.modelferry.optimizer.prune.PruningRewriting}.
 */
@NullMarked
package io.modelferry.optimizer.prune;

import org.jspecify.annotations.NullMarked;
