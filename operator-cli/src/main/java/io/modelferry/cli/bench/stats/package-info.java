/**
 * {@code ferry bench stats}: whether the statistics of experiments keep their promises on simulated fleets whose truth is known.
 * <p>In: a seed and a number of experiments. Out: a table or JSON; the same seed gives the same table.
 * <p>Start reading at {@link io.modelferry.cli.bench.stats.StatsBench}, then {@link io.modelferry.cli.bench.stats.Scenario}.
 */
@NullMarked
package io.modelferry.cli.bench.stats;

import org.jspecify.annotations.NullMarked;
