/**
 * The statistics of experiments in the field: pure functions of counts. Whatever is called a sequence here may be looked at as often as
 * anybody likes, and stopped whenever anybody likes, without losing its promise.
 * <p>In: totals a unit (device or site). Out: estimates with bounds, p-values, sizes of samples.
 * <p>Start reading at {@link io.modelferry.statistics.DifferenceSequence} (shares over clusters) and
 * {@link io.modelferry.statistics.AccuracyDrop} (two proportions, exact). Must not know devices, models or messages.
 */
@NullMarked
package io.modelferry.statistics;

import org.jspecify.annotations.NullMarked;
