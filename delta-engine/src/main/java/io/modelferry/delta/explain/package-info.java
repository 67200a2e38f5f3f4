/**
 * Says what a delta holds without applying it.
 * <p>Start reading at {@link io.modelferry.delta.explain.DeltaExplanation}.
 */
@NullMarked
package io.modelferry.delta.explain;

import org.jspecify.annotations.NullMarked;
