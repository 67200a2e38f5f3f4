/**
 * Judges one arm against another on field evidence.
 * <p>Implements {@link io.modelferry.control.rollout.Judge}; out: {@code VerdictReached}.
 * <p>Start reading at {@link io.modelferry.control.experiment.AccuracyDrop}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform", "security", "telemetry", "fleet", "rollout"})
package io.modelferry.control.experiment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
