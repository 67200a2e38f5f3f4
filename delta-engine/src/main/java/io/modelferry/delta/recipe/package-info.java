/**
 * Pure tensor kernels: the arithmetic that turns published weights into a variant's weights, the same bytes on every machine.
 * <p>Knows no graph, no file and no runtime. Start reading at {@link io.modelferry.delta.recipe.Recipe}, then
 * {@link io.modelferry.delta.recipe.Quantisation} and {@link io.modelferry.delta.recipe.LinearMap}. What the usual tools
 * make is kept as golden vectors by {@code tools/recipe-vectors}.
 */
@NullMarked
package io.modelferry.delta.recipe;

import org.jspecify.annotations.NullMarked;
