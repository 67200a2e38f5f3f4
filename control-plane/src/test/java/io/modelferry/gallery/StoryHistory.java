package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.file;

import io.modelferry.control.fleet.DeviceHistory;
import io.modelferry.protocol.DeviceId;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Every device once ran nothing, then version 1, then 2, and was away once. */
@Component
class StoryHistory implements DeviceHistory {

    private final Story story;

    StoryHistory(Story story) {
        this.story = story;
    }

    @Override
    public List<RunRecord> runs(DeviceId id, int limit) {
        return List.of(
                new RunRecord(METER, file(2, "fp32"), story.ago(Duration.ofMinutes(3))),
                new RunRecord(METER, file(1, "fp32"), story.ago(Duration.ofHours(20))),
                new RunRecord(METER, null, story.ago(Duration.ofDays(3))));
    }

    @Override
    public List<PresenceRecord> presence(DeviceId id, int limit) {
        return List.of(
                new PresenceRecord(story.ago(Duration.ofHours(2)), null),
                new PresenceRecord(story.ago(Duration.ofDays(3)), story.ago(Duration.ofHours(5))));
    }
}
