package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.file;
import static io.modelferry.gallery.Story.version;

import io.modelferry.control.registry.tombstone.Tombstones;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Version 0 was deleted, with a hostile reason. */
@Component
class StoryTombstones implements Tombstones {

    private final Story story;

    StoryTombstones(Story story) {
        this.story = story;
    }

    @Override
    public Optional<Tombstone> find(ModelName model, VersionName version) {
        return of(model).stream()
                .filter(tombstone -> tombstone.version().equals(version))
                .findFirst();
    }

    @Override
    public List<Tombstone> of(ModelName model) {
        return story.empty() || !model.equals(METER)
                ? List.of()
                : List.of(new Tombstone(
                        METER,
                        version(0),
                        file(0, "fp32"),
                        StoryVersions.FP32_BYTES,
                        0,
                        story.ago(Duration.ofDays(2)),
                        "ada",
                        story.ago(Duration.ofHours(3)),
                        "admin",
                        Story.HOSTILE));
    }
}
