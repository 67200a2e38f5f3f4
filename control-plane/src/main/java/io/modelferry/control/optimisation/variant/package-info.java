/**
 * What is kept of each variant, how quick it is here and in the field, and which device class gets which.
 * <p>Answers {@code Variants}. Start reading at {@link io.modelferry.control.optimisation.variant.Variant}, then {@link io.modelferry.control.optimisation.variant.Resolver}. Must not know how
 * variants are made.
 */
@NullMarked
package io.modelferry.control.optimisation.variant;

import org.jspecify.annotations.NullMarked;
