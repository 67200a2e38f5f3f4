/**
 * Keeps the metric windows that devices send, and answers questions about them.
 * <p>In: what devices send on {@code tel}, by the batch, and the acceptance runs among their events. Start reading at {@link io.modelferry.control.telemetry.Evidence}.
 * Implements {@link io.modelferry.control.rollout.RecentField} and {@link io.modelferry.control.optimisation.FieldMeasures}.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "platform",
            "security",
            "delivery",
            "registry",
            "optimisation",
            "fleet",
            "rollout",
            "rollout :: plan"
        })
package io.modelferry.control.telemetry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
