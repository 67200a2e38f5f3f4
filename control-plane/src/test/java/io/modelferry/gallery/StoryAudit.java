package io.modelferry.gallery;

import io.modelferry.control.security.AuditLog;
import io.modelferry.control.security.AuditSeal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Three entries, one with a hostile reason. */
@Component
class StoryAudit implements AuditLog, AuditSeal {

    private final Story story;

    StoryAudit(Story story) {
        this.story = story;
    }

    @Override
    public Standing standing() {
        return story.empty() ? new Standing(0, 0, 0, null) : new Standing(3, 1, 2, story.ago(Duration.ofMinutes(4)));
    }

    @Override
    public Verdict walk() {
        return new Verdict(3, List.of("entry 2 " + Story.HOSTILE));
    }

    @Override
    public List<Entry> before(long id, Sought sought, int limit) {
        return all().stream().filter(sought::matches).toList();
    }

    private List<Entry> all() {
        return story.empty()
                ? List.of()
                : List.of(
                        entry(3, "admin", "rollout.paused", "rollout", "r3", Map.of("reason", Story.HOSTILE)),
                        entry(2, "admin", "version.published", "version", "meter-reader/2", Map.of("bytes", 268_412)),
                        entry(1, "system", "device.enrolled", "device", "cam-01", Map.of("site", "north-works")));
    }

    @Override
    public List<Entry> about(String objectType, String objectId, int limit) {
        return all().stream()
                .filter(entry -> entry.objectType().equals(objectType)
                        && entry.objectId().equals(objectId))
                .toList();
    }

    private Entry entry(long id, String actor, String action, String type, String object, Map<String, Object> details) {
        return new Entry(id, story.ago(Duration.ofMinutes(10 - id)), actor, "127.0.0.1", action, type, object, details);
    }
}
