/**
 * Decides what every device should run, and when a rollout moves to the next stage, halts or goes back.
 * <p>In: {@code VerdictReached}, {@code DeviceReported}, {@code UplinkReceived}. Out: goals to delivery.
 * <p>Start reading at {@link io.modelferry.control.rollout.Rollout}, then {@link io.modelferry.control.rollout.StageGate}. Must not know how messages travel or how evidence is gathered.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "platform",
            "security",
            "trust",
            "registry",
            "registry :: diff",
            "registry :: floor",
            "registry :: tombstone",
            "optimisation",
            "delta",
            "fleet",
            "targeting",
            "delivery"
        })
package io.modelferry.control.rollout;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
