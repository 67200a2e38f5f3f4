/**
 * Strikes a running rollout's control plane, database and broker down, again and again, and holds what is left against what must be true.
 * <p>Start reading at {@link io.modelferry.cli.bench.chaos.ChaosBench}; what must be true is in {@link io.modelferry.cli.bench.chaos.Ledger}.
 */
@NullMarked
package io.modelferry.cli.bench.chaos;

import org.jspecify.annotations.NullMarked;
