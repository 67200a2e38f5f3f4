package io.modelferry.control.rollout;

import java.time.Duration;

/**
 * Everything a gate looks at.
 *
 * @param waited since the stage was entered, or since it was resumed
 * @param soaked since the stage first succeeded; zero before that
 * @param noWayBack why nobody can go back, see {@link FloorCheck#noWayBack}; empty if everybody can
 * @param keptBack what keeps devices of the stage from beginning: {@link MetadataWaits#line}, {@link RefusedGoals#line}
 * @param refused the second of the two alone
 */
record StageFacts(
        StageCounts counts,
        Duration waited,
        Duration soaked,
        Duration soak,
        boolean last,
        boolean hold,
        String noWayBack,
        String keptBack,
        String refused) {}
