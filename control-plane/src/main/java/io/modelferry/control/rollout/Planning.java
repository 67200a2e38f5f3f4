package io.modelferry.control.rollout;

import io.modelferry.control.rollout.Rollouts.NewRollout;

/** Shows what a plan would come to, before it is one. */
public interface Planning {

    /**
     * Checked like a new rollout, reckoned, never written.
     *
     * @throws io.modelferry.control.platform.Refusal as for a new rollout, but for what the forecast tells: another rollout that holds the line
     *     is a conflict of it, a gate that could never be evaluated an objection
     */
    RolloutForecast forecast(NewRollout wanted);
}
