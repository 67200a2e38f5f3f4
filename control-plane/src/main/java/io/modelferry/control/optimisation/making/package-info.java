/**
 * Takes orders, works through the queue of runs and ends each in one transaction: variant, signed target, audit row, event.
 * <p>In: {@code ModelPublished}, {@code TargetsSigned}, {@code VersionDeleted}. Out: {@code VariantReady}. Answers
 * {@code OptimisationRuns}, and HTTP. Start reading at {@link io.modelferry.control.optimisation.making.VariantMaking}, then
 * {@link io.modelferry.control.optimisation.making.VariantEnds}.
 */
@NullMarked
package io.modelferry.control.optimisation.making;

import org.jspecify.annotations.NullMarked;
