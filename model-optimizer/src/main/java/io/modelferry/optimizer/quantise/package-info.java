/**
 * Float layers become layers of eight or four bits. Pure: what has to be measured comes in with the recipe.
 * <p>Start reading at {@link io.modelferry.optimizer.quantise.DynamicRewriting}.
 */
@NullMarked
package io.modelferry.optimizer.quantise;

import org.jspecify.annotations.NullMarked;
