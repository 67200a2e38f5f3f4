/**
 * What a rollout's plan can say, and what is refused of it. Values only: who is in a stage, at what pace it goes, what its gates ask.
 * <p>In: a request's fields, as they were written. Out: a checked {@link io.modelferry.control.rollout.plan.RolloutPlan}.
 * <p>Start reading at {@link io.modelferry.control.rollout.plan.RolloutPlan}, then
 * {@link io.modelferry.control.rollout.plan.PlanCheck}. Must not know the fleet, the clock or the database.
 */
@NullMarked
@NamedInterface("plan")
package io.modelferry.control.rollout.plan;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
