/**
 * Pure tensor kernels: the arithmetic that turns published weights into a variant's weights, the same bytes on every machine.
 * <p>Knows no graph, no file and no runtime. Start reading at {@link io.modelferry.delta.recipe.EightBit}, then
 * {@link io.modelferry.delta.recipe.LinearMap}.
 */
@NullMarked
package io.modelferry.delta.recipe;

import org.jspecify.annotations.NullMarked;
