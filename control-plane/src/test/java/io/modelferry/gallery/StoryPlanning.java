package io.modelferry.gallery;

import io.modelferry.control.rollout.Planning;
import io.modelferry.control.rollout.RolloutForecast;
import io.modelferry.control.rollout.RolloutForecast.BaseForecast;
import io.modelferry.control.rollout.RolloutForecast.Finish;
import io.modelferry.control.rollout.RolloutForecast.SiteForecast;
import io.modelferry.control.rollout.RolloutForecast.StageForecast;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.protocol.ArtifactDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** A plan with everything that a forecast can say. */
@Component
class StoryPlanning implements Planning {

    @Override
    public RolloutForecast forecast(NewRollout wanted) {
        return new RolloutForecast(
                53,
                Map.of("pinned", 2L, "quarantined", 1L),
                wanted.stages().stream()
                        .map(stage -> new StageForecast(stage.name(), (long) (53 * stage.share() / 100)))
                        .toList(),
                4_200_000,
                List.of(new SiteForecast(Story.HOSTILE, 30, 3_000_000), new SiteForecast("", 23, 1_200_000)),
                List.of(
                        new BaseForecast(new ArtifactDigest("1".repeat(64)), 48, 21_000L),
                        new BaseForecast(null, 5, null)),
                new Finish(Duration.ofMinutes(30), Duration.ofHours(9)),
                List.of("Rollout r3 of meter-reader 2 is RUNNING: stop it, let it end, or name it in supersedes."),
                List.of(
                        "gate.maxAccuracyDrop: all 53 devices have the version by then, and nobody is left on 2 to compare"
                                + " with; begin with a smaller stage, hold some percent out, or judge by error-rate with max, webhook"
                                + " or manual-approval."),
                List.of(
                        "stages[0] (10 %): cannot see a drop of 3.0 points: about 1040 labelled samples come within 24 h, 3560"
                                + " more are needed, about 4 d at today's rate; make the stage larger, gate.deadline longer, or ask"
                                + " for less"),
                List.of("input 'image' is called 'pixels' now", "labels: gone is '" + Story.HOSTILE + "'"),
                true);
    }
}
