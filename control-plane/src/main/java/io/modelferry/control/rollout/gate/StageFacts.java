package io.modelferry.control.rollout.gate;

import java.time.Duration;

/**
 * Everything a gate looks at.
 *
 * @param waited since the stage was entered, or since it was resumed
 * @param soaked since the stage first succeeded; zero before that
 * @param noWayBack why nobody can go back; empty if everybody can
 * @param keptBack what keeps devices of the stage from beginning, in words; empty if nothing does
 * @param refused of that, what devices say of goals that they do not believe; empty if they believe all
 */
public record StageFacts(
        StageCounts counts,
        Duration waited,
        Duration soaked,
        Duration soak,
        boolean last,
        boolean hold,
        String noWayBack,
        String keptBack,
        String refused) {}
