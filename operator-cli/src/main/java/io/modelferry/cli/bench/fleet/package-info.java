/**
 * {@code ferry bench fleet}: what a whole control plane takes from a fleet, seen from outside, beside the targets.
 * <p>In: built applications and the demo's model. Out: a table or JSON. Control plane and clients are processes of their own.
 * <p>Start reading at {@link io.modelferry.cli.bench.fleet.TelemetryBench}.
 */
@NullMarked
package io.modelferry.cli.bench.fleet;

import org.jspecify.annotations.NullMarked;
