/**
 * What decides every byte of a variant, as data: the technique with all its parameters, and what was measured for it, frozen as
 * literals. Whoever has the published model and the recipe makes the same variant.
 * <p>Start reading at {@link io.modelferry.optimizer.recipe.Recipe}.
 */
@NullMarked
package io.modelferry.optimizer.recipe;

import org.jspecify.annotations.NullMarked;
