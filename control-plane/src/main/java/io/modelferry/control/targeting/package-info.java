/**
 * Selects devices by what they are: a filter in RSQL becomes a condition in SQL, counted, listed, explained.
 * <p>Start reading at {@link io.modelferry.control.targeting.TargetFilter}, then {@link io.modelferry.control.targeting.FilterFields}.
 * Must not know rollouts: they ask it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform", "security", "registry", "optimisation", "fleet"})
package io.modelferry.control.targeting;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
