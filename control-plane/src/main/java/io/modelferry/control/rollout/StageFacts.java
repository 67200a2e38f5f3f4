package io.modelferry.control.rollout;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything a gate looks at.
 *
 * @param waited since the stage was entered, or since it was resumed
 * @param soaked since the stage first succeeded; zero before that
 * @param judgement null where the whole fleet is treated, so nobody is left to compare with
 * @param canGoBack whether there is an earlier version
 */
record StageFacts(
        StageCounts counts,
        Duration waited,
        Duration soaked,
        Duration soak,
        Judge.@Nullable Judgement judgement,
        boolean last,
        boolean hold,
        boolean canGoBack) {}
