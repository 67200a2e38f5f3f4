package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.file;

import io.modelferry.control.rollout.UpdateHistory;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.Swap;
import io.modelferry.protocol.report.UpdateState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every device confirmed version 2, after one failure that told its last lines. */
@Component
class StoryUpdates implements UpdateHistory {

    private final Story story;

    StoryUpdates(Story story) {
        this.story = story;
    }

    @Override
    public List<ToldStep> of(DeviceId device, int limit) {
        var lines = List.of(
                "12:00:01 WARN  update meter-reader PROBED",
                "12:00:02 ERROR the child took 300 MB, 200 MB are allowed");
        return List.of(
                step(3, UpdateState.CONFIRMED, null, "40 inferences, 0 errors", List.of(), null),
                step(
                        4,
                        UpdateState.TRIAL,
                        null,
                        "on trial for 1 min",
                        List.of(),
                        new Swap(41_000, 0, "CPU", "the only one offered here")),
                step(90, UpdateState.FAILED, FailureCode.PROBE_CRASHED, "killed for its memory", lines, null));
    }

    private ToldStep step(
            int minutesAgo,
            UpdateState state,
            @Nullable FailureCode failure,
            String detail,
            List<String> log,
            @Nullable Swap swap) {
        var at = story.ago(Duration.ofMinutes(minutesAgo));
        return new ToldStep(at, at, 7, METER, file(2, "fp32"), state, failure, detail, log, swap);
    }
}
