/**
 * Computes, replays and lists the deltas between variants.
 * <p>In: {@code VariantReady}. Out: {@code DeltaReady}. Start reading at {@link io.modelferry.control.delta.Deltas}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"platform", "security", "trust", "registry", "registry :: tombstone", "optimisation"})
package io.modelferry.control.delta;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
