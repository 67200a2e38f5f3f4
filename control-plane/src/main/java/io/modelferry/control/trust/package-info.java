/**
 * The fleet's TUF repository: which model files and deltas devices may believe in, signed as root, targets, snapshot and timestamp.
 * <p>In: model files of {@code optimisation}, deltas of {@code delta}, documents that people signed. Out: metadata files for delivery;
 * {@code TargetsSigned}. Start reading at {@link io.modelferry.control.trust.SignedModels}, then
 * {@link io.modelferry.control.trust.Repository}. Must not know rollouts or devices.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform", "security"})
package io.modelferry.control.trust;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
