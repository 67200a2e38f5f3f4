package io.modelferry.gallery;

import io.modelferry.control.fleet.PendingDevices;
import io.modelferry.protocol.DeviceId;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Two machines that wait, one of them invited by somebody with a hostile name. */
@Component
class StoryPending implements PendingDevices {

    private final Story story;

    StoryPending(Story story) {
        this.story = story;
    }

    @Override
    public List<PendingDevice> waiting(int limit) {
        return all().stream().limit(limit).toList();
    }

    @Override
    public long count() {
        return all().size();
    }

    private List<PendingDevice> all() {
        return story.empty()
                ? List.of()
                : List.of(waiting("cam-17", "admin", false, 40), waiting("cam-18", Story.HOSTILE, true, 3));
    }

    private PendingDevice waiting(String id, String invitedBy, boolean lab, int minutes) {
        return new PendingDevice(
                new DeviceId(id),
                Story.digest("the key of " + id).hex(),
                "north-works",
                "standard",
                lab,
                "5f2c9a417e30",
                invitedBy,
                "10.20.0.7",
                story.ago(Duration.ofMinutes(minutes)),
                story.ago(Duration.ofDays(-7)));
    }
}
