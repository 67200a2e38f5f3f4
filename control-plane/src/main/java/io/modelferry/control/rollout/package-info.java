/**
 * Decides what every device should run, and when a rollout moves to the next stage, halts or goes back.
 * <p>In: {@code VariantReady}, {@code DeltaReady}, {@code VerdictReached}, {@code UplinkReceived}. Out: goals to delivery.
 * <p>Start reading at {@link io.modelferry.control.rollout.Judge}. Must not know how messages travel or how evidence is gathered.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"platform", "security", "registry", "optimisation", "delta", "fleet", "delivery"})
package io.modelferry.control.rollout;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
