/**
 * Weights and arithmetic in half precision.
 * <p>Start reading at {@link io.modelferry.optimizer.halve.HalfRewriting}.
 */
@NullMarked
package io.modelferry.optimizer.halve;

import org.jspecify.annotations.NullMarked;
