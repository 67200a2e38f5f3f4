/**
 * A/B experiments: who runs which version, what the field says of each, what that means. Also judges the arms of a rollout's stage.
 * <p>Implements {@link io.modelferry.control.rollout.gate.Judge}; out: {@code VerdictReached}.
 * <p>Start reading at {@link io.modelferry.control.experiment.ExperimentRunner}, then {@link io.modelferry.control.experiment.Analysis}
 * and {@link io.modelferry.control.experiment.Ruling}. Must not know how devices are moved: {@code rollout} lends them.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "platform",
            "security",
            "registry",
            "registry :: tombstone",
            "telemetry",
            "fleet",
            "rollout",
            "rollout :: gate",
            "rollout :: plan"
        })
package io.modelferry.control.experiment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
