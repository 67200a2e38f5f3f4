/**
 * The statistics of the field, pure: counts in, bounds and verdicts out. Whatever says "at every look" here may be looked at as often as
 * anybody likes.
 * <p>Start reading at {@link io.modelferry.statistics.DifferenceSequence} (clusters, ratios) and
 * {@link io.modelferry.statistics.AccuracyDrop} (two proportions, exact). Must not know devices, models or messages.
 */
@NullMarked
package io.modelferry.statistics;

import org.jspecify.annotations.NullMarked;
