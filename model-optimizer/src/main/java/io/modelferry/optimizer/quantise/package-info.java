/**
 * Float weights become eight-bit integers. The measured half of a recipe does not exist yet: dynamic quantisation needs no
 * calibration; the rewritten half is pure over {@link io.modelferry.delta.recipe}, so the same file gives the same bytes anywhere.
 * <p>Start reading at {@link io.modelferry.optimizer.quantise.DynamicQuantiser}.
 */
@NullMarked
package io.modelferry.optimizer.quantise;

import org.jspecify.annotations.NullMarked;
